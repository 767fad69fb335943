using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conduit.Tests.Application;

/// <summary>Forged tokens, as by an attacker who knows the format and perhaps a key.</summary>
internal static class Jwt
{
    /// <summary>The claims of a token, for a test to change.</summary>
    public static JsonObject Claims(string token) => Part(token, 1);

    /// <summary>The claims of a token for the same account in the format from before sessions.</summary>
    public static JsonObject ClaimsWithoutSession(string token)
    {
        var claims = Claims(token);
        claims.Remove("sid");
        claims["ver"] = 1;
        return claims;
    }

    /// <summary>The signing algorithm in a token's header.</summary>
    public static string? Algorithm(string token) => (string?)Part(token, 0)["alg"];

    /// <summary>Whether a token's ES256 signature matches this public key.</summary>
    public static bool IsSignedBy(string token, string x, string y)
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
        });
        var end = token.LastIndexOf('.');
        var signed = Encoding.ASCII.GetBytes(token.ToCharArray(), 0, end);
        return key.VerifyData(signed, Base64Url.DecodeFromChars(token.AsSpan(end + 1)), HashAlgorithmName.SHA256);
    }

    /// <summary>The key id in a token's header.</summary>
    public static string? KeyId(string token) => (string?)Part(token, 0)["kid"];

    /// <summary>The id of a key.</summary>
    public static string KeyIdOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 8));

    /// <summary>A token whose header names one algorithm and key, signed with another key if one is given.</summary>
    public static string Make(JsonObject claims, string key, string algorithm = "HS256", string? signedWith = null)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = KeyIdOf(key), ["typ"] = "JWT" };
        var text = $"{Encode(Bytes(header))}.{Encode(Bytes(claims))}";
        var (secret, signed) = (Encoding.UTF8.GetBytes(signedWith ?? key), Encoding.ASCII.GetBytes(text));
        return algorithm switch
        {
            "HS256" => $"{text}.{Encode(HMACSHA256.HashData(secret, signed))}",
            "HS512" => $"{text}.{Encode(HMACSHA512.HashData(secret, signed))}",
            _ => $"{text}.",
        };
    }

    private static JsonObject Part(string token, int number) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[number]))!.AsObject();

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json);

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
