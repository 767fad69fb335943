using Conduit.Edge.Requests;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>The key of a cached response: everything of a request that an anonymous response depends on.</summary>
internal static class CacheKey
{
    private const int MaxTargetLength = 2048;

    /// <summary>The key; null when the response would be personal or must not be stored.</summary>
    /// <param name="request">The request.</param>
    /// <param name="personalCookies">The cookies that identify a user.</param>
    /// <param name="encoding">The encoding of the response.</param>
    public static string? Of(HttpRequest request, IReadOnlyList<string> personalCookies, string encoding)
    {
        if ((!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) || request.IsStreamed()) return null;
        var headers = request.Headers;
        if (headers.ContainsKey(HeaderNames.Authorization) || headers.ContainsKey(HeaderNames.Upgrade)) return null;
        if (headers.CacheControl.Count > 0
            && headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase)) return null;
        if (request.ContentLength > 0 || headers.ContainsKey(HeaderNames.TransferEncoding)) return null;
        // No cookie reaches the media service, and ranges of pictures come from the whole picture.
        var isForMedia = request.IsForMedia();
        if (!isForMedia && headers.ContainsKey(HeaderNames.Range)) return null;
        if (!isForMedia && headers.Cookie.Count > 0 && personalCookies.Any(request.Cookies.ContainsKey)) return null;
        if (request.Path.Value!.Length + request.QueryString.Value!.Length > MaxTargetLength) return null;
        // The separator occurs in no part, so no two requests share a key.
        return $"{encoding}\0{request.Scheme}\0{request.Host.Value}\0{request.Path.Value}\0{request.QueryString.Value}";
    }

    /// <summary>Removes the headers that the key does not have and that could change the response.</summary>
    public static void RemoveUnkeyedHeaders(HttpRequest request, string encoding)
    {
        var headers = request.Headers;
        headers.Accept = headers.AcceptLanguage = default;
        headers.IfNoneMatch = headers.IfModifiedSince = headers.IfMatch = headers.IfUnmodifiedSince = default;
        headers.Range = headers.IfRange = default;
        headers.AcceptEncoding = encoding == ContentEncodings.None ? default : encoding;
    }
}
