using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Auth;

/// <summary><c>Authorization: Token x</c>, as RealWorld clients send it, or <c>Bearer x</c>.</summary>
internal static class TokenHeader
{
    private static readonly string[] Schemes = ["Token ", "Bearer "];

    public static bool IsPresent(HttpRequest request) => !string.IsNullOrWhiteSpace(request.Headers[HeaderNames.Authorization]);

    public static string? Read(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var scheme = Array.Find(Schemes, scheme => header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        return scheme is null ? null : header[scheme.Length..].Trim();
    }
}
