namespace Conduit.WebFrontend.Api;

/// <summary>The pool of connections to the API servers. It has no retry or circuit breaker: <see cref="ApiReader"/> fails over.</summary>
internal sealed class ApiServerConnections : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // A server on the same network accepts a connection at once or not at all.
        ConnectTimeout = TimeSpan.FromSeconds(1),
        // A name that stands for several servers is resolved again for new connections.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);

    public void Dispose() => _http.Dispose();
}
