using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Sessions;

/// <summary>
/// The visitor's session. The cookie is an encrypted ticket with the API's token: any web server can decrypt it, the browser cannot.
/// </summary>
internal sealed class Session(IHttpContextAccessor accessor, IOptions<SessionOptions> options, TimeProvider time)
{
    private const string AuthenticatedAtClaim = "auth_time";
    private const string TokenClaim = "token";
    private const string ImageClaim = "image";

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("A session needs a request.");

    public SessionUser? User => Context.User is { Identity.IsAuthenticated: true } user
        ? new SessionUser(user.Identity.Name!, user.FindFirstValue(ClaimTypes.Email)!, user.FindFirstValue(ImageClaim))
        : null;

    public string? Token => Context.User.FindFirstValue(TokenClaim);

    /// <summary>Whether the password was entered so long ago that a change of password or e-mail address needs it again.</summary>
    public bool NeedsPassword =>
        !long.TryParse(Context.User.FindFirstValue(AuthenticatedAtClaim), CultureInfo.InvariantCulture, out var entered)
        || time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(entered) > options.Value.ReauthenticateAfter;

    /// <summary>Seals the user and token into the cookie.</summary>
    /// <param name="user">The user.</param>
    /// <param name="token">The user's token of the API.</param>
    /// <param name="hasEnteredPassword">Whether the request came with the password; otherwise the time of its last entry stays.</param>
    public Task SignInAsync(SessionUser user, string token, bool hasEnteredPassword = true)
    {
        var entered = hasEnteredPassword
            ? time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
            : Context.User.FindFirstValue(AuthenticatedAtClaim) ?? "";
        List<Claim> claims =
        [
            new(ClaimTypes.Name, user.Username),
            new(ClaimTypes.Email, user.Email),
            new(TokenClaim, token),
            new(AuthenticatedAtClaim, entered),
        ];
        if (!string.IsNullOrEmpty(user.Image)) claims.Add(new(ImageClaim, user.Image));

        var identity = new ClaimsIdentity(claims, "conduit");
        return Context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }
}

internal sealed record SessionUser(string Username, string Email, string? Image);
