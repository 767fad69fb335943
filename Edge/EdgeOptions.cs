using System.ComponentModel.DataAnnotations;

namespace Conduit.Edge;

/// <summary>The section <c>Edge</c>. <see cref="Balancing"/> and <see cref="Cache"/> may be changed while the edge runs.</summary>
internal sealed class EdgeOptions
{
    public const string Section = "Edge";

    /// <summary>By which formula a server is picked: one of <see cref="Conduit.Edge.Balancing.BalancingPolicies.Names"/>.</summary>
    public string Balancing { get; set; } = Edge.Balancing.BalancingPolicies.Default;

    /// <summary>How many requests one server is given at once.</summary>
    [Range(1, 100_000, ErrorMessage = "Edge__MaxConcurrentRequests must be a whole number from 1 to 100000.")]
    public int MaxConcurrentRequests { get; set; } = 256;

    /// <summary>How many more wait for a server that has so many.</summary>
    [Range(0, 100_000, ErrorMessage = "Edge__QueueLimit must be a whole number from 0 to 100000.")]
    public int QueueLimit { get; set; } = 128;

    /// <summary>How long they wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true, ErrorMessage = "Edge__QueueTimeout must be a time span from 00:00:00 to 00:01:00.")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many percent of a server's requests at once may be sign-ins and registrations.</summary>
    [Range(1, 100, ErrorMessage = "Edge__SignInPercent must be a whole number from 1 to 100.")]
    public int SignInPercent { get; set; } = 25;

    /// <summary>How many connections one address may have; a further one takes the place of the longest idle one.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__ConnectionsPerAddress must be a whole number from 1 to 1000000.")]
    public int ConnectionsPerAddress { get; set; } = 2000;

    /// <summary>How many event streams are open at once.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__EventStreams must be a whole number from 1 to 1000000.")]
    public int EventStreams { get; set; } = 10_000;

    /// <summary>How many of them one address may have.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Edge__EventStreamsPerAddress must be a whole number from 1 to 1000000.")]
    public int EventStreamsPerAddress { get; set; } = 500;

    /// <summary>How long a client may send a body before <see cref="MinRequestBytesPerSecond"/> applies to all of it.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Edge__RequestBodyGracePeriod must be a time span from 00:00:02 to 00:05:00.")]
    public TimeSpan RequestBodyGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How fast a client sends a body at least, on average: with the size limit this gives each body a deadline.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "Edge__MinRequestBytesPerSecond must be a whole number from 1 to 1000000000.")]
    public int MinRequestBytesPerSecond { get; set; } = 32 * 1024;

    /// <summary>How fast a client takes a response at least.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "Edge__MinResponseBytesPerSecond must be a whole number from 1 to 1000000000.")]
    public int MinResponseBytesPerSecond { get; set; } = 1024;

    /// <summary>How much memory the bodies of all requests take together, in megabytes.</summary>
    [Range(2, 65_536, ErrorMessage = "Edge__RequestBufferMegabytes must be a whole number from 2 to 65536.")]
    public int RequestBufferMegabytes { get; set; } = 64;

    /// <summary>How much memory the responses on their way to clients take together, in megabytes.</summary>
    [Range(1, 65_536, ErrorMessage = "Edge__ResponseBufferMegabytes must be a whole number from 1 to 65536.")]
    public int ResponseBufferMegabytes { get; set; } = 64;

    /// <summary>Whether answers are kept.</summary>
    public bool Cache { get; set; } = true;

    /// <summary>How much memory kept answers take, as estimated, in megabytes.</summary>
    [Range(1, 65_536, ErrorMessage = "Edge__CacheMegabytes must be a whole number from 1 to 65536.")]
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>The cookies that tell who somebody is: who has one of them is answered by a server.</summary>
    public IReadOnlyList<string> PersonalCookies { get; set; } = [];

    /// <summary>For how long an answer that was kept is better than none, when no server is there that could make a new one.</summary>
    public StaleOptions StaleIfError { get; set; } = new();

    /// <summary>A cache of others in front of this one.</summary>
    public CdnOptions Cdn { get; set; } = new();

    /// <summary>Opens the doors for whoever runs the edge; null: there are none.</summary>
    public string? Key { get; set; }
}

internal sealed class StaleOptions
{
    /// <summary>For pages.</summary>
    public TimeSpan Pages { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the API, whose clients decide by what they are told.</summary>
    public TimeSpan Api { get; set; } = TimeSpan.Zero;
}

internal sealed class CdnOptions
{
    /// <summary>For how long it may keep an answer without asking; zero: there is none in front.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.Zero;

    /// <summary>Where it is told what is no longer so; null: it is not told.</summary>
    public Uri? PurgeUrl { get; set; }

    /// <summary>Goes with each purge as the header <c>Authorization</c>.</summary>
    public string? PurgeAuthorization { get; set; }
}
