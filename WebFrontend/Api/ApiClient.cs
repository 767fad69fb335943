using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Polly;

namespace Conduit.WebFrontend.Api;

/// <summary>One request to the API; whatever goes wrong on the way is a value too.</summary>
internal sealed partial class ApiClient(
    HttpClient http, IHttpContextAccessor context, IOptions<ApiOptions> options, ILogger<ApiClient> logger)
{
    private static readonly IReadOnlyList<string> Away = ["server is not available, please try again"];

    public async Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method, string path, string? token, JsonTypeInfo<T> type, HttpContent? content = null)
        where T : class
    {
        var timeout = method == HttpMethod.Get ? options.Value.ReadTimeout : options.Value.WriteTimeout;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext?.RequestAborted ?? default);
        patience.CancelAfter(timeout);

        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
            // Limits hold for the visitor, not for this server.
            if (context.HttpContext?.Connection.RemoteIpAddress is { } visitor) request.Headers.Add(ForwardedHeadersDefaults.XForwardedForHeaderName, visitor.ToString());

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (token is not null && response.StatusCode is HttpStatusCode.Unauthorized) throw new SessionEndedException();

            if (response.StatusCode >= HttpStatusCode.InternalServerError) LogAway(logger, method, path, $"it answered {(int)response.StatusCode}");

            return response.IsSuccessStatusCode
                ? new(response.StatusCode, await response.Content.ReadFromJsonAsync(type, patience.Token), [])
                : new(response.StatusCode, null, await ErrorsAsync(response, patience.Token));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or ExecutionRejectedException)
        {
            LogAway(logger, method, path, e.Message);
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
