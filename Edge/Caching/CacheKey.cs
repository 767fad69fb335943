using Conduit.Edge.Requests;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>By what kept answers are told apart: all of a request that an answer for nobody in particular depends on.</summary>
internal static class CacheKey
{
    private const int LongestTarget = 2048;

    /// <summary>The key; null when what is asked for is somebody's own, or not to be kept.</summary>
    /// <param name="request">The request.</param>
    /// <param name="personalCookies">The cookies that tell who somebody is.</param>
    /// <param name="encoding">The encoding that the client gets.</param>
    public static string? Of(HttpRequest request, IReadOnlyList<string> personalCookies, string encoding)
    {
        if ((!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) || request.IsStreamed()) return null;
        var headers = request.Headers;
        if (headers.ContainsKey(HeaderNames.Authorization) || headers.ContainsKey(HeaderNames.Range) || headers.ContainsKey(HeaderNames.Upgrade)) return null;
        if (headers.CacheControl.Count > 0 && headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase)) return null;
        if (request.ContentLength > 0 || headers.ContainsKey(HeaderNames.TransferEncoding)) return null;
        if (headers.Cookie.Count > 0 && personalCookies.Any(request.Cookies.ContainsKey)) return null;
        if (request.Path.Value!.Length + request.QueryString.Value!.Length > LongestTarget) return null;
        // No part of a key can pass for another: none has the character that is between them.
        return $"{encoding}\0{request.Scheme}\0{request.Host.Value}\0{request.Path.Value}\0{request.QueryString.Value}";
    }

    /// <summary>Takes away what the key knows nothing of and an answer might depend on, or be no answer because of.</summary>
    public static void LeaveOnly(HttpRequest request, string encoding)
    {
        var headers = request.Headers;
        headers.Accept = headers.AcceptLanguage = headers.IfNoneMatch = headers.IfModifiedSince = headers.IfMatch = headers.IfUnmodifiedSince = default;
        headers.AcceptEncoding = encoding == Encodings.None ? default : encoding;
    }
}
