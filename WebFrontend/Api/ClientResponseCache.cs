using System.Net.Http.Headers;
using Microsoft.Extensions.Caching.Memory;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Responses of the API, by path and token. Each use validates the response with the API by its entity tag: an API server that returns 304
/// has neither read nor sent anything.
/// </summary>
internal sealed class ClientResponseCache : IDisposable
{
    private const long MaxBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _responses = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public CachedResponse<T>? Find<T>(string path, string? token)
        where T : class => _responses.Get<CachedResponse<T>>((path, token));

    public void Store<T>(string path, string? token, EntityTagHeaderValue tag, T value, int bytes)
        where T : class => _responses.Set(
            (path, token),
            new CachedResponse<T>(tag, value),
            new MemoryCacheEntryOptions { Size = bytes + (2 * path.Length), SlidingExpiration = Idle });

    public void Dispose() => _responses.Dispose();
}

internal sealed record CachedResponse<T>(EntityTagHeaderValue Tag, T Value);
