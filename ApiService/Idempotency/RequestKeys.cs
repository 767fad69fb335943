using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conduit.ApiService.Contract;
using Conduit.Data.Idempotency;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Idempotency;

/// <summary>Reads the idempotency keys of requests.</summary>
internal sealed class RequestKeys(IOptions<IdempotencyOptions> options)
{
    public const string Header = "Idempotency-Key";

    public const int MaxLength = 255;

    // With a secret key, the stored hash of a registration cannot be used to guess its password.
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Value.HashKey);

    /// <summary>Reads the key of a request without a body.</summary>
    public RequestKey? Read(HttpContext http, long owner, Validation check) => Read(http, owner, "", check);

    /// <summary>Reads the key of a request; null when it has none.</summary>
    public RequestKey? Read<T>(HttpContext http, long owner, T request, Validation check)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var values)) return null;
        if (values is not [{ Length: > 0 and <= MaxLength } key] || key.Any(letter => letter is < '!' or > '~'))
        {
            check.Refuse(Header, $"must be 1 to {MaxLength} letters, digits or signs");
            return null;
        }

        byte[] content = [.. Encoding.UTF8.GetBytes($"{http.Request.Path}\n"), .. JsonSerializer.SerializeToUtf8Bytes(request)];
        return new RequestKey(owner, key, HMACSHA256.HashData(_secret, content));
    }
}
