using System.Net;
using System.Net.Http.Headers;

namespace Conduit.Lab.Api;

/// <summary>Builds and sends requests to the API for the lab's clients that create no load.</summary>
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

    /// <summary>Sends the request; fails when the API limits requests, because then it cannot be measured.</summary>
    public static async Task<HttpResponseMessage> SendToAsync(
        this HttpRequestMessage request, HttpClient http, CancellationToken cancellationToken = default)
    {
        var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.TooManyRequests) return response;
        response.Dispose();
        throw RateLimits.Met();
    }

    /// <summary>The Server-Timing header of a response; empty when there is none.</summary>
    public static string Timing(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Server-Timing", out var values) ? string.Join(',', values) : "";

    /// <summary>The cache tier or database that the response came from.</summary>
    public static string TierOf(string timing) => timing.Split(';')[0];
}
