using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

/// <summary>
/// The key pairs of ES256 tokens. Only the API servers hold the private keys; the public ones are published as a JSON Web Key Set.
/// </summary>
internal sealed class SigningKeys
{
    private const int ScalarBytes = 32;

    // 128 bits more than the scalar has, so that reducing them modulo the order leaves no bias (FIPS 186-5, A.2.1).
    private const int SeedBytes = ScalarBytes + 16;

    private static readonly BigInteger OrderOfP256 =
        BigInteger.Parse(
            "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly ECDsaSecurityKey[] _pairs;
    private readonly SymmetricSecurityKey[] _symmetric;

    public SigningKeys(IOptions<TokenOptions> options)
    {
        var (current, next, previous) = (options.Value.SigningKey, options.Value.NextSigningKey, options.Value.PreviousSigningKey);
        _pairs = [.. Present(current, next, previous).Select(DerivePair)];
        _symmetric = [.. Present(current, previous).Select(ToSymmetric)];
        Credentials = new SigningCredentials(_pairs[0], SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The key that signs new tokens.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>The keys whose tokens are accepted, each found by the id in a token's header.</summary>
    /// <remarks>
    /// The symmetric keys verify tokens from before the introduction of sessions; the last of those expires 30 days after the update.
    /// </remarks>
    public IEnumerable<SecurityKey> Accepted => [.. _pairs, .. _symmetric];

    public PublicKeySet PublicKeys() => new([.. _pairs.Select(PublicKey.Of)]);

    // A secret of any form becomes a private key, so a generated parameter is enough and a change of it changes the key.
    private static ECDsaSecurityKey DerivePair(string secret)
    {
        var seed = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), SeedBytes, salt: null, "conduit token ES256"u8.ToArray());
        var scalar = ((new BigInteger(seed, isUnsigned: true, isBigEndian: true) % (OrderOfP256 - 1)) + 1)
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        var padded = new byte[ScalarBytes];
        scalar.CopyTo(padded, ScalarBytes - scalar.Length);
        var pair = new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = padded }));
        pair.KeyId = Base64UrlEncoder.Encode(pair.ComputeJwkThumbprint());
        return pair;
    }

    private static SymmetricSecurityKey ToSymmetric(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return new SymmetricSecurityKey(bytes) { KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) };
    }

    private static IEnumerable<string> Present(params string?[] secrets) => secrets.OfType<string>().Where(secret => secret.Length > 0);
}

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
internal sealed record PublicKeySet(PublicKey[] Keys);

internal sealed record PublicKey(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid)
{
    public static PublicKey Of(ECDsaSecurityKey pair)
    {
        var point = pair.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        return new("EC", "P-256", x, y, "sig", SecurityAlgorithms.EcdsaSha256, pair.KeyId);
    }
}
