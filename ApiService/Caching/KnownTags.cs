using Conduit.Freshness;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>The entity tags of answers that were given, each with what the answer depended on: who has one and asks again need not be answered anew.</summary>
internal sealed class KnownTags(IOptions<CachingOptions> options) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _memory = options.Value.NewMemory();

    public (string Tag, IReadOnlyList<Dependency> On)? Find(KnownAnswer answer) => _memory.TryGetValue(answer, out Known? known) ? (known!.Tag, known.On) : null;

    public void Add(KnownAnswer answer, string tag, IReadOnlyList<Dependency> on) => _memory.Set(
        answer,
        new Known(tag, on),
        new MemoryCacheEntryOptions { Size = answer.Url.Length + tag.Length + on.Weigh(), SlidingExpiration = Life });

    public void Dispose() => _memory.Dispose();

    private sealed record Known(string Tag, IReadOnlyList<Dependency> On);
}

/// <summary>What was answered, to whom.</summary>
internal readonly record struct KnownAnswer(long Caller, string Url);
