using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.HttpOverrides;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Reads event streams of the API. Its HTTP client has no time limit and no circuit breaker: a stream that is silent for minutes is no
/// failure.
/// </summary>
internal sealed partial class ApiStreamClient(HttpClient http, IHttpContextAccessor context, ILogger<ApiStreamClient> logger)
{
    /// <summary>The events until the stream ends; none when the API does not answer.</summary>
    /// <exception cref="SessionEndedException">The token is no longer valid.</exception>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        string path, string token, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
        // Rate limits apply to the visitor, not to this server.
        if (context.HttpContext?.Connection.RemoteIpAddress is { } visitor)
            request.Headers.Add(ForwardedHeadersDefaults.XForwardedForHeaderName, visitor.ToString());
        using var response = await UnlessFailedAsync(
            () => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), path, cancellationToken);
        if (response is { StatusCode: HttpStatusCode.Unauthorized }) throw new SessionEndedException();
        if (response is not { IsSuccessStatusCode: true }) yield break;

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var parser = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize(data, type)!);
        await using var events = parser.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await UnlessFailedAsync(() => events.MoveNextAsync().AsTask(), path, cancellationToken)) yield return events.Current.Data;
    }

    private async Task<T?> UnlessFailedAsync<T>(Func<Task<T>> read, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            LogFailed(logger, path, e.Message);
            return default;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Event stream {Path} of the API failed; it is opened again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string path, string reason);
}
