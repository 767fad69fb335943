using Conduit.MediaService.Contract;

namespace Conduit.MediaService.Auth;

/// <summary>
/// Refuses requests without a valid token before anything of their bodies is read. While it is unknown whether a session lasts, its token
/// is refused too, temporarily.
/// </summary>
internal sealed class CallerFilter(TokenVerifier tokens, SessionCheck sessions) : IEndpointFilter
{
    private static readonly Error Unknown = Error.Unavailable("session", "cannot be checked at the moment");
    private static readonly string[] Schemes = ["Token ", "Bearer "];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (ReadToken(http.Request) is not { Length: > 0 } token) return Error.TokenMissing;
        try
        {
            if (await tokens.VerifyAsync(token, http.RequestAborted) is not { } caller) return Error.TokenInvalid;
            if (await sessions.LastsAsync(token, http.RequestAborted) is not { } lasts) return Unknown;
            if (!lasts) return Error.TokenInvalid;
            http.Features.Set(caller);
        }
        catch (Exception e) when (TokenExtensions.IsApiUnavailable(e, http.RequestAborted))
        {
            return Unknown;
        }

        return await next(context);
    }

    // `Token x`, as RealWorld clients send it, or `Bearer x`.
    private static string? ReadToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var scheme = Array.Find(Schemes, scheme => header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        return scheme is null ? null : header[scheme.Length..].Trim();
    }
}
