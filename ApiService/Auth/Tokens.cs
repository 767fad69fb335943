using System.Globalization;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

/// <summary>The claims of a token: the account and its session.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Session">The session's id; null for a token from before the introduction of sessions.</param>
/// <param name="Version">The account's token version, of a token without a session.</param>
internal sealed record TokenClaims(long Account, long? Session, int Version);

/// <summary>
/// Creates and reads tokens. A token names its session, so it outlives a change of name and is invalid as soon as the session has
/// ended.
/// </summary>
internal sealed class Tokens(SigningKeys keys, TimeProvider time)
{
    public const string Issuer = "conduit";

    private const string Version = "ver";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public string Create(long account, long session, DateTime expires) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        IssuedAt = time.GetUtcNow().UtcDateTime,
        Expires = expires,
        Claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = account.ToString(CultureInfo.InvariantCulture),
            [JwtRegisteredClaimNames.Sid] = session.ToString(CultureInfo.InvariantCulture),
        },
        SigningCredentials = keys.Credentials,
    });

    /// <summary>Reads a verified token; null when it lacks what Create writes.</summary>
    public static TokenClaims? Read(ClaimsPrincipal user)
    {
        if (!TryNumber(user, JwtRegisteredClaimNames.Sub, out var account)) return null;
        if (user.HasClaim(claim => claim.Type == JwtRegisteredClaimNames.Sid))
            return TryNumber(user, JwtRegisteredClaimNames.Sid, out var session) ? new(account, session, 0) : null;
        return TryNumber(user, Version, out var version) && version <= int.MaxValue ? new(account, null, (int)version) : null;
    }

    private static bool TryNumber(ClaimsPrincipal user, string claim, out long number) =>
        long.TryParse(user.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
