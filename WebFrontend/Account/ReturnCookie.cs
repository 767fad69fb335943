namespace Conduit.WebFrontend.Account;

/// <summary>
/// Carries the way back from a redirect to the sign-in page, whose address is exactly <c>/login</c>. The next view of that page takes it
/// over into its form and deletes it, so that a later visit to the page does not lead there.
/// </summary>
internal static class ReturnCookie
{
    private const string Name = "conduit-return";
    private const string LoginPath = "/login";

    // Longer addresses than any page of this site has do not fit into a header.
    private const int MaxLength = 2000;

    /// <summary>Remembers the way back; the caller redirects to the sign-in page.</summary>
    public static void Write(HttpContext context, string? returnUrl)
    {
        if (ReturnUrl.Local(returnUrl) is var url and not "/" && url.Length <= MaxLength)
            context.Response.Cookies.Append(Name, url, Options(context));
    }

    /// <summary>The way back, once.</summary>
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
