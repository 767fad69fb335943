using Conduit.Freshness;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Caching;

/// <summary>
/// The entity tags of responses that clients have, each with what the response depends on: a client with a valid one gets 304.
/// </summary>
internal sealed class ETagIndex(IOptions<CachingOptions> options) : IDisposable
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = options.Value.ResponseMegabytes * 1024L * 1024L });

    public (string Tag, IReadOnlyList<Dependency> Dependencies)? Find(ClientResponseKey key) =>
        _memory.TryGetValue(key, out Entry? entry) ? (entry!.Tag, entry.Dependencies) : null;

    public void Add(ClientResponseKey key, string tag, IReadOnlyList<Dependency> dependencies) => _memory.Set(
        key,
        new Entry(tag, dependencies),
        new MemoryCacheEntryOptions { Size = key.Url.Length + tag.Length + dependencies.Weigh(), SlidingExpiration = IdleTimeout });

    public void Dispose() => _memory.Dispose();

    private sealed record Entry(string Tag, IReadOnlyList<Dependency> Dependencies);
}

/// <summary>The key of a response: its caller and its URL.</summary>
internal readonly record struct ClientResponseKey(long Caller, string Url);
