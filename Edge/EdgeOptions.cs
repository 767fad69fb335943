using System.ComponentModel.DataAnnotations;

namespace Conduit.Edge;

/// <summary>The section <c>Edge</c>. <see cref="Balancing"/> and <see cref="Cache"/> may be changed while the edge runs.</summary>
internal sealed class EdgeOptions
{
    public const string Section = "Edge";

    /// <summary>The load-balancing policy: PowerOfTwoChoices, LeastRequests, RoundRobin, Random or First.</summary>
    public string Balancing { get; set; } = Edge.Balancing.BalancingPolicies.Default;

    /// <summary>The concurrent requests of one server.</summary>
    [Range(1, 100_000, ErrorMessage = "Edge__MaxConcurrentRequests must be a whole number from 1 to 100000.")]
    public int MaxConcurrentRequests { get; set; } = 256;

    /// <summary>How many more requests wait for a slot of a server.</summary>
    [Range(0, 100_000, ErrorMessage = "Edge__QueueLimit must be a whole number from 0 to 100000.")]
    public int QueueLimit { get; set; } = 128;

    /// <summary>How long a request waits for a slot.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Edge__QueueTimeout must be a time span from 00:00:00 to 00:01:00.")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of a server's concurrent requests that may be sign-ins and registrations, in percent.</summary>
    [Range(1, 100, ErrorMessage = "Edge__SignInPercent must be a whole number from 1 to 100.")]
    public int SignInPercent { get; set; } = 25;

    /// <summary>How many connections one address may have; a further one replaces the one that has been idle longest.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__ConnectionsPerAddress must be a whole number from 1 to 1000000.")]
    public int ConnectionsPerAddress { get; set; } = 2000;

    /// <summary>How many event streams may be open at once.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__EventStreams must be a whole number from 1 to 1000000.")]
    public int EventStreams { get; set; } = 10_000;

    /// <summary>How many event streams one address may have.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__EventStreamsPerAddress must be a whole number from 1 to 1000000.")]
    public int EventStreamsPerAddress { get; set; } = 500;

    /// <summary>How long a client may send a body before <see cref="MinRequestBytesPerSecond"/> applies to all of it.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Edge__RequestBodyGracePeriod must be a time span from 00:00:02 to 00:05:00.")]
    public TimeSpan RequestBodyGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The minimum average rate at which a client sends a body; with the size limit this gives each body a deadline.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "Edge__MinRequestBytesPerSecond must be a whole number from 1 to 1000000000.")]
    public int MinRequestBytesPerSecond { get; set; } = 32 * 1024;

    /// <summary>The minimum rate at which a client receives a response.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "Edge__MinResponseBytesPerSecond must be a whole number from 1 to 1000000000.")]
    public int MinResponseBytesPerSecond { get; set; } = 1024;

    /// <summary>The memory for the bodies of all requests, in megabytes.</summary>
    [Range(2, 65_536, ErrorMessage = "Edge__RequestBufferMegabytes must be a whole number from 2 to 65536.")]
    public int RequestBufferMegabytes { get; set; } = 64;

    /// <summary>The memory for responses that are being sent to clients, in megabytes.</summary>
    [Range(1, 65_536, ErrorMessage = "Edge__ResponseBufferMegabytes must be a whole number from 1 to 65536.")]
    public int ResponseBufferMegabytes { get; set; } = 64;

    /// <summary>How large an uploaded picture may be, in megabytes.</summary>
    [Range(1, 1024, ErrorMessage = "Edge__UploadMegabytes must be a whole number from 1 to 1024.")]
    public int UploadMegabytes { get; set; } = 10;

    /// <summary>How long an upload may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Edge__UploadTimeout must be a time span from 00:00:01 to 01:00:00.")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many uploads may be in progress at once, to the media service and to the pages each.</summary>
    [Range(1, 100_000, ErrorMessage = "Edge__Uploads must be a whole number from 1 to 100000.")]
    public int Uploads { get; set; } = 64;

    /// <summary>How many of them one address may have.</summary>
    [Range(1, 100_000, ErrorMessage = "Edge__UploadsPerAddress must be a whole number from 1 to 100000.")]
    public int UploadsPerAddress { get; set; } = 32;

    /// <summary>Whether responses are cached.</summary>
    public bool Cache { get; set; } = true;

    /// <summary>The estimated memory for cached responses, in megabytes.</summary>
    [Range(1, 65_536, ErrorMessage = "Edge__CacheMegabytes must be a whole number from 1 to 65536.")]
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>The estimated memory for cached pictures, in megabytes; separate, so that pictures do not evict pages.</summary>
    [Range(1, 65_536, ErrorMessage = "Edge__PictureCacheMegabytes must be a whole number from 1 to 65536.")]
    public int PictureCacheMegabytes { get; set; } = 64;

    /// <summary>The cookies that identify a user. Requests with one of them bypass the cache.</summary>
    public IReadOnlyList<string> PersonalCookies { get; set; } = [];

    /// <summary>How old a cached response may be when it is served because no server is available.</summary>
    public StaleOptions StaleIfError { get; set; } = new();

    /// <summary>A CDN in front of the edge.</summary>
    public CdnOptions Cdn { get; set; } = new();

    /// <summary>The operator key of the admin endpoints; without it there are none.</summary>
    public string? Key { get; set; }
}

internal sealed class StaleOptions
{
    /// <summary>For pages.</summary>
    public TimeSpan Pages { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the API; by default none, because its clients act on the data they receive.</summary>
    public TimeSpan Api { get; set; } = TimeSpan.Zero;
}

internal sealed class CdnOptions
{
    /// <summary>How long it may serve a response without revalidation; zero: there is no CDN.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.Zero;

    /// <summary>The address that receives purges; without it there are no purges.</summary>
    public Uri? PurgeUrl { get; set; }

    /// <summary>Sent with each purge as the header <c>Authorization</c>.</summary>
    public string? PurgeAuthorization { get; set; }
}
