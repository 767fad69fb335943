using System.Net.Http.Headers;
using Microsoft.Extensions.Caching.Memory;

namespace Conduit.WebFrontend.Api;

/// <summary>Answers of the API by who asked for what. Each is asked about before it counts again, and the API that answers that it is still so has read and sent nothing.</summary>
internal sealed class KnownAnswers : IDisposable
{
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    public KnownAnswer<T>? Find<T>(string path, string? token)
        where T : class => _answers.Get<KnownAnswer<T>>((path, token));

    public void Keep<T>(string path, string? token, EntityTagHeaderValue tag, T value, int bytes)
        where T : class =>
        _answers.Set((path, token), new KnownAnswer<T>(tag, value), new MemoryCacheEntryOptions { Size = bytes + (2 * path.Length), SlidingExpiration = TimeSpan.FromMinutes(5) });

    public void Dispose() => _answers.Dispose();
}

internal sealed record KnownAnswer<T>(EntityTagHeaderValue Tag, T Value);
