using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>
/// A server that is told to stop says so to its load balancer first, by <c>/health</c>, and goes on answering until that has heard it: so
/// no request is sent to a server that no longer
/// listens. Without a balancer it stops at once.
/// </summary>
public static class DrainingExtensions
{
    /// <summary>Stops this server so.</summary>
    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Draining>().AddHostedService(services => services.GetRequiredService<Draining>());
        builder.Services.AddHealthChecks().AddCheck<Draining>("draining");
    }
}

internal sealed class Draining : LifecycleService, IHealthCheck
{
    // The edge's health checks ask /health?from=balancer, once a second.
    private const string From = "from";
    private const string Balancer = "balancer";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    // From acting on it to sending nothing more.
    private static readonly TimeSpan UnderWay = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;
    private long _asked = -1;
    private int _told;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isStopping ? HealthCheckResult.Unhealthy("it is about to stop") : HealthCheckResult.Healthy());

    /// <summary>Notes that somebody asks for this server's health.</summary>
    public void Note(HttpRequest asking)
    {
        if (asking.Query[From] != Balancer) return;
        Volatile.Write(ref _asked, TimeProvider.System.GetTimestamp());
        // It acts on what all servers said when the last of them has, and only then asks again: so who asks for the second time has acted.
        if (_isStopping && Interlocked.Increment(ref _told) == 2) _heard.TrySetResult();
    }

    public override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (Volatile.Read(ref _asked) is var asked && (asked < 0 || TimeProvider.System.GetElapsedTime(asked) > Longest)) return;
        await Task.WhenAny(_heard.Task, Task.Delay(Longest, cancellationToken));
        await Task.Delay(UnderWay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
