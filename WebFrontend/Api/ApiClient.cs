using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Conduit.WebFrontend.Caching;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Polly;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Sends requests to the API; a failure on the way is a result too. Reads go to an API server, writes through the edge, which limits
/// sign-ins and never sends a write to a server that is about to stop.
/// </summary>
internal sealed partial class ApiClient(
    HttpClient edge,
    ApiReader reader,
    SharedReads shared,
    ClientResponseCache cache,
    IHttpContextAccessor context,
    PeerKey peerKey,
    IOptions<ApiOptions> options,
    ILogger<ApiClient> logger)
{
    private IPAddress? Visitor => context.HttpContext?.Connection.RemoteIpAddress;

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="token">The token of the user for whom it is sent; null: anonymous.</param>
    /// <param name="type">The type of the response's body.</param>
    /// <param name="content">The body.</param>
    /// <param name="idempotencyKey">However often a request with this key is sent, the API carries it out once.</param>
    /// <exception cref="SessionEndedException">The token is no longer valid.</exception>
    public async Task<ApiResult<T>> SendAsync<T>(
        HttpMethod method, string path, string? token, JsonTypeInfo<T> type, HttpContent? content = null, string? idempotencyKey = null)
        where T : class
    {
        var isRead = method == HttpMethod.Get;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext?.RequestAborted ?? default);
        timeout.CancelAfter(isRead ? options.Value.ReadTimeout : options.Value.WriteTimeout);
        try
        {
            var response = (isRead, token) switch
            {
                (true, null) => await ReadSharedAsync(path, type, timeout.Token),
                (true, _) => await ReadAsync(path, token, Visitor, type, timeout.Token),
                _ => await WriteAsync(method, path, token, type, content, idempotencyKey, timeout.Token),
            };
            PageDependencies.Add(context.HttpContext, response.Dependencies);
            if (token is not null && response.Result.Status is HttpStatusCode.Unauthorized) throw new SessionEndedException();
            if (response.Result.Status >= HttpStatusCode.InternalServerError)
                LogFailed(method, path, $"it returned {(int)response.Result.Status}");
            return response.Result;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or ExecutionRejectedException)
        {
            LogFailed(method, path, e.Message);
            PageDependencies.Add(context.HttpContext, dependencies: null);
            return new(HttpStatusCode.ServiceUnavailable, null, ApiErrors.Unavailable);
        }
    }

    private async Task<ApiResponse<T>> ReadSharedAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var visitor = Visitor;
        var (read, isJoined) = shared.Send(path, async () =>
        {
            using var timeout = new CancellationTokenSource(options.Value.ReadTimeout);
            return await ReadAsync(path, token: null, visitor, type, timeout.Token);
        });
        var response = await read.WaitAsync(cancellationToken);
        // The rate limit of another visitor is not this one's.
        return isJoined && response.Result.Status is HttpStatusCode.TooManyRequests
            ? await ReadAsync(path, token: null, visitor, type, cancellationToken)
            : response;
    }

    private async Task<ApiResponse<T>> ReadAsync<T>(
        string path, string? token, IPAddress? visitor, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var cached = cache.Find<T>(path, token);
        using var response = await reader.SendAsync(() => NewRead(path, token, visitor, cached?.Tag), edge, cancellationToken);
        if (cached is not null && response.StatusCode is HttpStatusCode.NotModified)
            return new(new(HttpStatusCode.OK, cached.Value, []), PageDependencies.Read(response.Headers));
        if (!response.IsSuccessStatusCode) return await FailureAsync<T>(response, cancellationToken);

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var value = JsonSerializer.Deserialize(body, type);
        if (value is not null && response.Headers.ETag is { } tag) cache.Store(path, token, tag, value, body.Length);
        return new(new(response.StatusCode, value, []), PageDependencies.Read(response.Headers));
    }

    private async Task<ApiResponse<T>> WriteAsync<T>(
        HttpMethod method, string path, string? token, JsonTypeInfo<T> type, HttpContent? content, string? idempotencyKey,
        CancellationToken cancellationToken)
        where T : class
    {
        using var request = NewRequest(method, path, token, Visitor);
        request.Content = content;
        if (idempotencyKey is not null) request.Headers.Add(Submission.Header, idempotencyKey);
        // A session shows its owner the browser that began it, not this server.
        if (context.HttpContext?.Request.Headers.UserAgent is { Count: > 0 } browser)
            request.Headers.TryAddWithoutValidation("User-Agent", browser.ToString());
        using var response = await edge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) return await FailureAsync<T>(response, cancellationToken);

        var body = response.StatusCode is HttpStatusCode.NoContent
            ? "{}"u8.ToArray()
            : await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new(new(response.StatusCode, JsonSerializer.Deserialize(body, type), []));
    }

    private HttpRequestMessage NewRead(string path, string? token, IPAddress? visitor, EntityTagHeaderValue? tag)
    {
        var request = NewRequest(HttpMethod.Get, path, token, visitor);
        if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
        // The API tells a peer what an anonymous response depends on, and with it the page.
        if (token is null && peerKey.Value is { } key)
        {
            request.Headers.Add(Surrogate.CapabilityHeader, Surrogate.Capability);
            request.Headers.Add(OperatorKeyExtensions.Header, key);
        }

        return request;
    }

    private static HttpRequestMessage NewRequest(HttpMethod method, string path, string? token, IPAddress? visitor)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
        // Rate limits apply to the visitor, not to this server.
        if (visitor is not null) request.Headers.Add(ForwardedHeadersDefaults.XForwardedForHeaderName, visitor.ToString());
        return request;
    }

    private static async Task<ApiResponse<T>> FailureAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class => new(new(response.StatusCode, null, await ApiErrors.ReadAsync(response, cancellationToken)));

    [LoggerMessage(LogLevel.Warning, "The API failed at {Method} {Path}: {Reason}")]
    private partial void LogFailed(HttpMethod method, string path, string reason);
}

/// <summary>A result, and the dependencies of the response that it was read from; null when the response names none.</summary>
internal sealed record ApiResponse<T>(ApiResult<T> Result, IReadOnlyList<Dependency>? Dependencies = null)
    where T : class;
