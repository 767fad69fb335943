using Conduit.WebFrontend.Forms;

namespace Conduit.WebFrontend.Account;

/// <summary>
/// Stores the return address of a redirect to the sign-in page, whose address is exactly <c>/login</c>. The next request for that page
/// moves the address into its form and deletes the cookie, so that a later visit to the page does not return there.
/// </summary>
internal static class ReturnCookie
{
    private const string Name = "conduit-return";
    private const string LoginPath = "/login";

    // Longer addresses than any page of this site has do not fit into a header.
    private const int MaxLength = 2000;

    /// <summary>Stores the return address; the caller redirects to the sign-in page.</summary>
    public static void Write(HttpContext context, string? returnUrl)
    {
        if (ReturnUrl.Local(returnUrl) is var url and not "/" && url.Length <= MaxLength)
            context.Response.Cookies.Append(Name, url, Options(context));
    }

    /// <summary>Returns the return address and deletes the cookie.</summary>
    public static string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { } url) return null;
        context.Response.Cookies.Delete(Name, Options(context));
        return url;
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        Path = LoginPath,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = TimeSpan.FromMinutes(1),
        IsEssential = true,
    };
}
