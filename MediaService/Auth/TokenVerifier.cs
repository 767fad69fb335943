using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.MediaService.Auth;

/// <summary>Verifies the signature, the issuer and the lifetime of tokens, by public keys only.</summary>
internal sealed class TokenVerifier(PublicKeys keys, IOptions<TokenOptions> options)
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>The account of a token that was signed by the API for a session; null for any other token.</summary>
    public async Task<Caller?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (!_handler.CanReadToken(token) || await KeyOfAsync(token, cancellationToken) is not { } key) return null;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = options.Value.Issuer,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKey = key,
            ClockSkew = ClockSkew,
        });
        return result.IsValid && result.SecurityToken is JsonWebToken { Subject: { } subject } verified
            && verified.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out _)
            && long.TryParse(subject, NumberStyles.None, CultureInfo.InvariantCulture, out var account)
                ? new Caller(account)
                : null;
    }

    private async Task<JsonWebKey?> KeyOfAsync(string token, CancellationToken cancellationToken)
    {
        try
        {
            var header = _handler.ReadJsonWebToken(token);
            return header is { Alg: SecurityAlgorithms.EcdsaSha256, Kid.Length: > 0 }
                ? await keys.FindAsync(header.Kid, cancellationToken)
                : null;
        }
        catch (ArgumentException)
        {
            // It has the form of a token, and parts that cannot be decoded.
            return null;
        }
    }
}
