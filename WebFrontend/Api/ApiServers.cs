using Conduit.ServiceDefaults;
using Microsoft.Extensions.ServiceDiscovery;
using OpenTelemetry;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// The API servers that service discovery knows, and which of them are ready. A server that refuses a connection is out at once; the next
/// health check that it passes brings it back.
/// </summary>
internal sealed partial class ApiServers(ServiceEndpointResolver resolver, ApiServerConnections connections, ILogger<ApiServers> logger)
    : BackgroundService
{
    private static readonly Uri Service = new("http://api");
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private volatile ApiServer[] _servers = [];
    private uint _next;

    /// <summary>The ready server with the fewest requests in flight; null when there is none.</summary>
    public ApiServer? Choose()
    {
        var servers = _servers;
        // Equally busy servers take turns.
        var first = Interlocked.Increment(ref _next);
        ApiServer? best = null;
        for (var offset = 0u; offset < servers.Length; offset++)
        {
            var server = servers[(first + offset) % servers.Length];
            if (server.IsReady && (best is null || server.InFlight < best.InFlight)) best = server;
        }

        return best;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A trace for each health check would bury those of requests.
        using var quiet = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                await ResolveAsync(stoppingToken);
                await Task.WhenAll(_servers.Select(server => ProbeAsync(server, stoppingToken)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // This server stops.
        }
    }

    private async Task ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var known = _servers.ToDictionary(server => server.Address);
            var resolved = await resolver.GetEndpointsAsync(Service.GetLeftPart(UriPartial.Authority), cancellationToken);
            var addresses = resolved.Endpoints.Select(endpoint => ServiceAddress.Of(endpoint.EndPoint, Service)).Distinct();
            _servers = [.. addresses.Select(address => known.GetValueOrDefault(address) ?? new ApiServer(address))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotResolved(e.Message);
        }
    }

    private async Task ProbeAsync(ApiServer server, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/health"));
            using var response = await connections.SendAsync(request, timeout.Token);
            server.IsReady = response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            server.IsReady = false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Service discovery cannot resolve the API servers; the last known ones are used: {Reason}")]
    private partial void LogNotResolved(string reason);
}
