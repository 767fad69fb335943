using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

/// <summary>Makes tokens. They carry the user's id and his token version, so they outlive a change of name and die with a change of password.</summary>
internal sealed class Tokens(IOptions<TokenOptions> options, TimeProvider time)
{
    public const string Issuer = "conduit";

    private const string Version = "ver";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials = new(options.Value.Key(), SecurityAlgorithms.HmacSha256);

    public string Make(long user, int version)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            IssuedAt = now,
            Expires = now + options.Value.Lifetime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = user.ToString(CultureInfo.InvariantCulture),
                [Version] = version,
            },
            SigningCredentials = _credentials,
        });
    }

    /// <summary>Reads what Make wrote; false for a token that lacks it.</summary>
    public static bool TryRead(ClaimsPrincipal user, out long id, out int version)
    {
        version = 0;
        return long.TryParse(user.FindFirstValue(JwtRegisteredClaimNames.Sub), NumberStyles.None, CultureInfo.InvariantCulture, out id)
            && int.TryParse(user.FindFirstValue(Version), NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
