using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Recognizes requests of this application's own services by the operator key of the edge, which they send as the header <see
/// cref="OperatorKeyExtensions.Header"/>. Without the setting no request is recognized.
/// </summary>
public sealed class PeerKey(IConfiguration configuration)
{
    /// <summary>The setting with the key.</summary>
    public const string Setting = "Edge:Key";

    private readonly byte[]? _hash = configuration[Setting] is { Length: > 0 } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;

    /// <summary>The key; null without one.</summary>
    public string? Value => _hash is null ? null : configuration[Setting];

    /// <summary>Whether the request carries the key.</summary>
    public bool IsSentBy(HttpRequest request) =>
        _hash is not null && request.Headers[OperatorKeyExtensions.Header] is [{ Length: > 0 } given]
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _hash);
}
