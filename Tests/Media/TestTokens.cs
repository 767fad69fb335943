using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Conduit.Tests.Media;

/// <summary>Signs tokens as the API does, for a media service that runs without it.</summary>
internal sealed class TestTokens
{
    private const string KeyId = "test";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public keys, as a JSON Web Key Set.</summary>
    public string PublicKeys
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
            return JsonSerializer.Serialize(
                new { keys = new[] { new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = KeyId, x, y } } });
        }
    }

    public string Of(long account, int minutes = 10, string issuer = "conduit", string algorithm = "ES256")
    {
        var expires = DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeSeconds();
        var header = Encode(new { alg = algorithm, kid = KeyId, typ = "JWT" });
        var claims = Encode(new { iss = issuer, sub = $"{account}", sid = "1", exp = expires });
        var text = $"{header}.{claims}";
        var signature = _key.SignData(System.Text.Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
