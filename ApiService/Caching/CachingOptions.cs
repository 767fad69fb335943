using Microsoft.Extensions.Caching.Memory;

namespace Conduit.ApiService.Caching;

/// <summary>The section <c>Caching</c>: for experiments, and to measure what each tier is worth. The switches may be changed while the service runs.</summary>
internal sealed class CachingOptions
{
    public const string Section = "Caching";

    /// <summary>Whether anonymous answers are kept whole.</summary>
    public bool Output { get; set; } = true;

    /// <summary>Whether clients are told that the answer they have is still so.</summary>
    public bool Client { get; set; } = true;

    /// <summary>How much memory whole answers, and what is known of those that clients have, may take in this server, each in megabytes.</summary>
    public int AnswerMegabytes { get; set; } = 64;

    /// <summary>Memory so bounded; each entry says how many bytes it takes.</summary>
    public MemoryCache NewMemory() => new(new MemoryCacheOptions { SizeLimit = AnswerMegabytes * 1024L * 1024L });
}
