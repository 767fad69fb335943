using Conduit.Edge.Requests;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Caching;

/// <summary>Decides which responses may be stored, and when a stale one may be sent.</summary>
internal sealed class CacheRules(IProxyStateLookup proxy, IOptionsMonitor<EdgeOptions> options)
{
    private const int MaxResponseBytes = 1 << 20;
    private const int MaxPictureBytes = 4 << 20;

    private const string Api = "api";
    private const string Web = "web";

    // A response may vary by these: the cache key has the encoding, and requests with a token or a session bypass the cache.
    private static readonly HashSet<string> Keyed =
        new(StringComparer.OrdinalIgnoreCase) { HeaderNames.AcceptEncoding, HeaderNames.Authorization, HeaderNames.Cookie };

    /// <summary>How large the response to a request may be to be stored.</summary>
    public static int MaxBodyBytes(HttpRequest request) => request.IsForMedia() ? MaxPictureBytes : MaxResponseBytes;

    /// <summary>Returns what a response depends on, empty when it never changes; null when it must not be stored.</summary>
    public static IReadOnlyList<Dependency>? FindDependencies(HttpResponse response)
    {
        var headers = response.Headers;
        if (response.StatusCode != StatusCodes.Status200OK) return null;
        if (headers.SetCookie.Count > 0 || response.ContentLength > MaxBodyBytes(response.HttpContext.Request)) return null;
        if (headers.GetCommaSeparatedValues(HeaderNames.Vary).Any(name => !Keyed.Contains(name))) return null;
        var control = CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var parsed) ? parsed : null;
        if (control is { NoStore: true } or { Private: true }) return null;
        return Surrogate.Read(headers[Surrogate.KeyHeader], headers[Surrogate.VersionsHeader]) ?? (IsImmutable(control) ? [] : null);
    }

    /// <summary>Makes the entry for a response that may be stored.</summary>
    public static CachedResponse Make(
        HttpResponse response, ReadOnlyMemory<byte> body, string encoding, IReadOnlyList<Dependency> dependencies)
    {
        var headers = response.Headers;
        if (headers.ETag.Count == 0) headers.ETag = EntityTags.Of(body.Span);
        if (ContentEncodings.Varies(response, body.Length)
            && !headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.AcceptEncoding, StringComparer.OrdinalIgnoreCase))
            headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var encoded = ContentEncodings.Encode(response, body, encoding);
        return new CachedResponse(headers, encoded, dependencies);
    }

    /// <summary>Whether the servers failed and a stale response should be sent instead.</summary>
    public bool ShouldServeStale(HttpContext context, CachedResponse old)
    {
        var isFailure = context.Features.Get<IForwarderErrorFeature>() is not null
            || context.Response.StatusCode is StatusCodes.Status502BadGateway
                or StatusCodes.Status503ServiceUnavailable
                or StatusCodes.Status504GatewayTimeout;
        // An invalid picture was deleted.
        if (context.Request.IsForMedia()) return false;
        var isApi = context.Request.IsForApi();
        var limits = options.CurrentValue.StaleIfError;
        // Pages need the API, so an outage of either allows stale pages.
        return isFailure && old.Age < (isApi ? limits.Api : limits.Pages) && (IsDown(Api) || (!isApi && IsDown(Web)));
    }

    private bool IsDown(string cluster) =>
        proxy.TryGetCluster(cluster, out var state)
        && state.Destinations.Values.All(server => server.Health.Active == DestinationHealth.Unhealthy);

    private static bool IsImmutable(CacheControlHeaderValue? control) =>
        control is { MaxAge: not null }
        && control.Extensions.Any(extension => extension.Name.Equals("immutable", StringComparison.OrdinalIgnoreCase));
}
