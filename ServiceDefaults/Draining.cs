using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>
/// A server that is stopping first reports itself unhealthy to its load balancer, by <c>/health</c>, and serves requests until the balancer
/// has acted on it, so no request is sent to a server that no longer listens. Without a balancer it stops immediately.
/// </summary>
public static class DrainingExtensions
{
    /// <summary>Drains this server before it stops.</summary>
    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Draining>().AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.AddHealthChecks().AddCheck<Draining>("draining");
    }
}

internal sealed class Draining : LifecycleService, IHealthCheck
{
    // The edge's health checks request /health?from=balancer, once a second.
    private const string From = "from";
    private const string Balancer = "balancer";

    // How long the server waits for its balancer, and how old the last probe of a running balancer may be.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    // Requests that the balancer sent just before it acted still arrive in this time.
    private static readonly TimeSpan ArrivalDelay = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;
    private long _lastProbe = -1;
    private int _probesWhileStopping;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("The server is about to stop.") : HealthCheckResult.Healthy());

    /// <summary>Records a health probe of the balancer.</summary>
    public void Note(HttpRequest probe)
    {
        if (probe.Query[From] != Balancer) return;
        Volatile.Write(ref _lastProbe, TimeProvider.System.GetTimestamp());
        // The balancer acts on a round of probes when all servers have responded, and starts the next round after that. So at the second
        // probe it has acted on the first.
        if (_isStopping && Interlocked.Increment(ref _probesWhileStopping) == 2) _drained.TrySetResult();
    }

    public override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        var lastProbe = Volatile.Read(ref _lastProbe);
        if (lastProbe < 0 || TimeProvider.System.GetElapsedTime(lastProbe) > ProbeTimeout) return;
        await Task.WhenAny(_drained.Task, Task.Delay(ProbeTimeout, cancellationToken));
        await Task.Delay(ArrivalDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
