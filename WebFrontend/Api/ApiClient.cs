using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Conduit.Freshness;
using Conduit.WebFrontend.Caching;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Polly;

namespace Conduit.WebFrontend.Api;

/// <summary>One request to the API; whatever goes wrong on the way is a value too.</summary>
internal sealed partial class ApiClient(
    HttpClient http, IHttpContextAccessor context, KnownAnswers known, IOptions<ApiOptions> options, ILogger<ApiClient> logger)
{
    private static readonly IReadOnlyList<string> Away = ["server is not available, please try again"];

    /// <summary>Sends a request in the name of whom the token is, once under a key however often it is sent.</summary>
    public async Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method, string path, string? token, JsonTypeInfo<T> type, HttpContent? content = null, string? key = null)
        where T : class
    {
        var timeout = method == HttpMethod.Get ? options.Value.ReadTimeout : options.Value.WriteTimeout;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext?.RequestAborted ?? default);
        patience.CancelAfter(timeout);

        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
            if (key is not null) request.Headers.Add(Submission.Header, key);
            // Limits hold for the visitor, not for this server.
            if (context.HttpContext?.Connection.RemoteIpAddress is { } visitor) request.Headers.Add(ForwardedHeadersDefaults.XForwardedForHeaderName, visitor.ToString());
            // A session shows its owner the browser that began it, not this server.
            if (method != HttpMethod.Get && context.HttpContext?.Request.Headers.UserAgent is { Count: > 0 } browser)
                request.Headers.TryAddWithoutValidation("User-Agent", browser.ToString());

            if (method == HttpMethod.Get && token is null) request.Headers.Add(Surrogate.CapabilityHeader, Surrogate.Capability);
            var before = method == HttpMethod.Get ? known.Find<T>(path, token) : null;
            if (before is not null) request.Headers.IfNoneMatch.Add(before.Tag);

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            response.AddToPage(context.HttpContext);
            if (before is not null && response.StatusCode is HttpStatusCode.NotModified) return new(HttpStatusCode.OK, before.Value, []);
            if (token is not null && response.StatusCode is HttpStatusCode.Unauthorized) throw new SessionEndedException();

            if (response.StatusCode >= HttpStatusCode.InternalServerError) LogAway(logger, method, path, $"it answered {(int)response.StatusCode}");

            if (!response.IsSuccessStatusCode) return new(response.StatusCode, null, await ErrorsAsync(response, patience.Token));
            if (response.StatusCode is HttpStatusCode.NoContent) return new(response.StatusCode, JsonSerializer.Deserialize("{}"u8, type), []);

            var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
            var value = JsonSerializer.Deserialize(body, type);
            if (method == HttpMethod.Get && value is not null && response.Headers.ETag is { } tag) known.Keep(path, token, tag, value, body.Length);
            return new(response.StatusCode, value, []);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or ExecutionRejectedException)
        {
            LogAway(logger, method, path, e.Message);
            context.HttpContext?.Features.Get<DependencySet>()?.AddUnknown();
            return new(HttpStatusCode.ServiceUnavailable, null, Away);
        }
    }

    private static async Task<IReadOnlyList<string>> ErrorsAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json") return Away;

        var body = await response.Content.ReadFromJsonAsync(ContractJson.Default.ErrorBody, cancellation);
        return body?.Errors is { Count: > 0 } errors
            ? [.. errors.SelectMany(field => field.Value.Select(message => $"{field.Key} {message}"))]
            : Away;
    }

    [LoggerMessage(1, LogLevel.Warning, "The API did not answer {Method} {Path}: {Reason}")]
    private static partial void LogAway(ILogger logger, HttpMethod method, string path, string reason);
}
