using System.Net;
using System.Net.Http.Headers;

namespace Conduit.Lab.Api;

/// <summary>A request to the API, as each of the lab's polite clients sends it.</summary>
internal static class LabRequest
{
    public static HttpRequestMessage New(string method, string path, LabUser? user, string? json = null, string? tag = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        if (user is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", user.Token);
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return request;
    }

    /// <summary>Sends it; an API that limits requests cannot be used.</summary>
    public static async Task<HttpResponseMessage> SendToAsync(this HttpRequestMessage request, HttpClient http, CancellationToken cancellationToken = default)
    {
        var answer = await http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.TooManyRequests) return answer;
        answer.Dispose();
        throw RateLimits.Met();
    }

    /// <summary>What an answer says about how it was made; nothing when it does not.</summary>
    public static string Timing(this HttpResponseMessage answer) => answer.Headers.TryGetValues("Server-Timing", out var values) ? string.Join(',', values) : "";

    /// <summary>The tier that it came from.</summary>
    public static string TierOf(string timing) => timing.Split(';')[0];
}
