using System.Security.Claims;
using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Authentication;

namespace Conduit.WebFrontend.Account;

/// <summary>
/// Who the visitor is. The cookie is a sealed ticket that holds the API's token: any web server can open it, the browser cannot.
/// </summary>
internal sealed class Session(IHttpContextAccessor accessor)
{
    private const string TokenClaim = "token";
    private const string ImageClaim = "image";

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public SessionUser? User => Context.User is { Identity.IsAuthenticated: true } user
        ? new SessionUser(user.Identity.Name!, user.FindFirstValue(ClaimTypes.Email)!, user.FindFirstValue(ImageClaim))
        : null;

    public string? Token => Context.User.FindFirstValue(TokenClaim);

    public Task SignInAsync(User user)
    {
        List<Claim> claims = [new(ClaimTypes.Name, user.Username), new(ClaimTypes.Email, user.Email), new(TokenClaim, user.Token)];
        if (!string.IsNullOrEmpty(user.Image)) claims.Add(new(ImageClaim, user.Image));

        var identity = new ClaimsIdentity(claims, "conduit");
        return Context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }
}

internal sealed record SessionUser(string Username, string Email, string? Image);
