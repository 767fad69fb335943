using System.Net.Mime;

namespace Conduit.Lab.Map;

/// <summary>
/// Every user of this machine may operate the application, and no web site in a browser of this machine may: requests are refused for
/// other hosts than loopback, and commands from other origins. Pages load nothing from outside.
/// </summary>
internal static class MapSecurity
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    public static void UseMapSecurity(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: then a browser names no origin for the forms of these pages, either.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (!Hosts.Contains(context.Request.Host.Host))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "host", "is not loopback");
        return IsOwn(context.Request)
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status403Forbidden, "origin", "is another site");
    });

    // Scripts send no such header; a browser sends it with every request that could change something. A read keeps leases alive, too
    // (the events), so another site may only link to a page. Another port of this machine is the same site, and not this origin.
    internal static bool IsOwn(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        ? request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site")
            || request.Headers["Sec-Fetch-Mode"] == "navigate"
        : request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}";

    private static Task RefuseAsync(HttpContext context, int status, string subject, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        return context.Response.WriteAsync($$$"""{"errors":{"{{{subject}}}":["{{{reason}}}"]}}""");
    }
}
