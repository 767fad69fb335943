using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.MediaService.Auth;

/// <summary>
/// The public keys that verify tokens: configured, or those that the API publishes. They are requested when a token names a key that is not
/// known, so a rotation needs no restart.
/// </summary>
internal sealed class PublicKeys(Func<ApiClient> api, IOptions<TokenOptions> options, TimeProvider time) : IDisposable
{
    private const string Path = "/.well-known/jwks.json";

    // Tokens with invented key ids must not make this service send the API a request each.
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _requesting = new(1);
    private Dictionary<string, JsonWebKey> _keys = Read(options.Value.PublicKeys);
    private DateTimeOffset _requestedAt = DateTimeOffset.MinValue;

    /// <summary>The key with this id; null when there is none.</summary>
    /// <exception cref="HttpRequestException">The API does not answer.</exception>
    public async Task<JsonWebKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(id, out var known) || options.Value.Authority.Length == 0) return known;
        await _requesting.WaitAsync(cancellationToken);
        try
        {
            if (!_keys.ContainsKey(id) && time.GetUtcNow() - _requestedAt > MinInterval)
            {
                using var response = await api().GetAsync(Path, token: null, cancellationToken);
                response.EnsureSuccessStatusCode();
                _keys = Read(await response.Content.ReadAsStringAsync(cancellationToken));
                _requestedAt = time.GetUtcNow();
            }
        }
        finally
        {
            _requesting.Release();
        }

        return _keys.GetValueOrDefault(id);
    }

    public void Dispose() => _requesting.Dispose();

    private static Dictionary<string, JsonWebKey> Read(string? set) => string.IsNullOrEmpty(set)
        ? []
        : new JsonWebKeySet(set).Keys.Where(key => key.Kid is not null).ToDictionary(key => key.Kid);
}
