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

    public (string Tag, IReadOnlyList<Dependency> Dependencies)? Find(ClientResponse response) =>
        _memory.TryGetValue(response, out Entry? entry) ? (entry!.Tag, entry.Dependencies) : null;

    public void Add(ClientResponse response, string tag, IReadOnlyList<Dependency> dependencies) => _memory.Set(
        response,
        new Entry(tag, dependencies),
        new MemoryCacheEntryOptions { Size = response.Url.Length + tag.Length + dependencies.Weigh(), SlidingExpiration = IdleTimeout });

    public void Dispose() => _memory.Dispose();

    private sealed record Entry(string Tag, IReadOnlyList<Dependency> Dependencies);
}

/// <summary>The caller and the address of a response.</summary>
internal readonly record struct ClientResponse(long Caller, string Url);
