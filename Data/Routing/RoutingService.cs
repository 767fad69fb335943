using Microsoft.Extensions.Hosting;

namespace Conduit.Data.Routing;

/// <summary>Monitors every database's replica and epoch while the service runs.</summary>
internal sealed class RoutingService(Databases databases) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Telemetry.ObserveLag(databases.All);
        return Task.WhenAll(databases.All.Select(database => database.WatchAsync(stoppingToken)));
    }
}
