namespace Conduit.ApiService.Caching;

/// <summary>The section <c>Caching</c>: for experiments and measurements. The switches may be changed while the service runs.</summary>
internal sealed class CachingOptions
{
    public const string Section = "Caching";

    /// <summary>Whether anonymous responses are cached whole, in memory and in Redis.</summary>
    public bool Output { get; set; } = true;

    /// <summary>Whether clients that have a valid response get 304.</summary>
    public bool Client { get; set; } = true;

    /// <summary>How much memory whole responses, and the index of entity tags, may take in this server, each in megabytes.</summary>
    public int ResponseMegabytes { get; set; } = 64;
}
