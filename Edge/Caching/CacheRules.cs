using Conduit.Edge.Requests;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Caching;

/// <summary>What may be kept, and when something old may be sent.</summary>
internal sealed class CacheRules(IProxyStateLookup proxy, IOptionsMonitor<EdgeOptions> options)
{
    public const int LongestBody = 1 << 20;

    private const string Api = "api";
    private const string Web = "web";

    // That an answer varies by these, a key takes care of: who bears a token or a session is not answered from here.
    private static readonly HashSet<string> Keyed = new(StringComparer.OrdinalIgnoreCase) { HeaderNames.AcceptEncoding, HeaderNames.Authorization, HeaderNames.Cookie };

    /// <summary>What an answer that may be kept depends on: it tells that, or that it is so for ever, and then nothing. Null: it may not be kept.</summary>
    public static IReadOnlyList<Dependency>? MayKeepOn(HttpResponse response)
    {
        var headers = response.Headers;
        if (response.StatusCode != StatusCodes.Status200OK || headers.SetCookie.Count > 0 || response.ContentLength > LongestBody) return null;
        if (headers.GetCommaSeparatedValues(HeaderNames.Vary).Any(name => !Keyed.Contains(name))) return null;
        var control = CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var parsed) ? parsed : null;
        if (control is { NoStore: true } or { Private: true }) return null;
        return Surrogate.Read(headers[Surrogate.KeyHeader], headers[Surrogate.StampsHeader]) ?? (IsForEver(control) ? [] : null);
    }

    /// <summary>Makes what is kept of an answer that may be.</summary>
    public static StoredAnswer Make(HttpResponse response, ReadOnlyMemory<byte> body, string encoding, IReadOnlyList<Dependency> on)
    {
        var headers = response.Headers;
        if (headers.ETag.Count == 0) headers.ETag = EntityTags.Of(body.Span);
        if (Encodings.Varies(response, body.Length) && !headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(HeaderNames.AcceptEncoding, StringComparer.OrdinalIgnoreCase)) headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        return new StoredAnswer(response, Encodings.Encode(response, body, encoding), on);
    }

    /// <summary>Whether an old answer is better than what came of asking for a new one: nothing, for no server is there.</summary>
    public bool IsBetterThanNone(HttpContext context, StoredAnswer old)
    {
        var isFailure = context.Features.Get<IForwarderErrorFeature>() is not null
            || context.Response.StatusCode is StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout;
        var isApi = context.Request.IsForApi();
        var limits = options.CurrentValue.StaleIfError;
        return isFailure && old.Age < (isApi ? limits.Api : limits.Pages) && (IsDown(Api) || (!isApi && IsDown(Web)));
    }

    // Pages are made of what the API says.
    private bool IsDown(string cluster) => proxy.TryGetCluster(cluster, out var state) && state.Destinations.Values.All(server => server.Health.Active == DestinationHealth.Unhealthy);

    private static bool IsForEver(CacheControlHeaderValue? control) => control is { MaxAge: not null } && control.Extensions.Any(extension => extension.Name.Equals("immutable", StringComparison.OrdinalIgnoreCase));
}
