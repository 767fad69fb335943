using System.Net;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Sends reads straight to an API server. When that server fails, the read goes through the edge, which tries all others: reads are safe to
/// repeat.
/// </summary>
internal sealed partial class ApiReader(ApiServers servers, ApiServerConnections connections, ILogger<ApiReader> logger)
{
    /// <summary>The response with its whole body.</summary>
    /// <param name="newRequest">Creates the request, with an address relative to a server's; called once for each attempt.</param>
    /// <param name="edge">The client of the edge.</param>
    /// <param name="cancellationToken">Ends the last attempt too.</param>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> newRequest, HttpClient edge, CancellationToken cancellationToken)
    {
        if (servers.Choose() is { } server && await TrySendAsync(server, newRequest, cancellationToken) is { } direct) return direct;

        using var request = newRequest();
        return await edge.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage?> TrySendAsync(
        ApiServer server, Func<HttpRequestMessage> newRequest, CancellationToken cancellationToken)
    {
        using var request = newRequest();
        request.RequestUri = new Uri(server.Address, request.RequestUri!);
        HttpResponseMessage? response = null;
        server.Begin();
        try
        {
            response = await connections.SendAsync(request, cancellationToken);
            // The server may die while it sends the body.
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            if (!IsOutage(response.StatusCode)) return response;
            LogFailed(server.Address, request.RequestUri, $"it returned {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            server.IsReady = false;
            LogFailed(server.Address, request.RequestUri, e.Message);
        }
        finally
        {
            server.End();
        }

        response?.Dispose();
        return null;
    }

    private static bool IsOutage(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    [LoggerMessage(LogLevel.Warning, "API server {Server} failed at GET {Address}; trying the edge: {Reason}")]
    private partial void LogFailed(Uri server, Uri address, string reason);
}
