using Conduit.WebFrontend.Pictures;
using Microsoft.Net.Http.Headers;

namespace Conduit.WebFrontend.Security;

/// <summary>Sets the security headers of each response, and the cache control of pages.</summary>
internal static class SecurityHeaders
{
    // Pictures come from the permitted hosts, everything else from this site, and nothing is inline.
    private static string ContentSecurityPolicy(string pictures) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src {pictures}; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        app.Use(Add(ContentSecurityPolicy(app.Services.GetRequiredService<PictureRules>().Policy)));
    }

    private static Func<HttpContext, RequestDelegate, Task> Add(string policy) => (context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";

            if (IsPage(context)) headers.CacheControl = IsPersonal(context) ? "private, no-cache" : "no-cache";
            return Task.CompletedTask;
        });

        return next(context);
    };

    private static bool IsPage(HttpContext context) =>
        context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) ?? false;

    private static bool IsPersonal(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } || context.Response.Headers.ContainsKey(HeaderNames.SetCookie);
}
