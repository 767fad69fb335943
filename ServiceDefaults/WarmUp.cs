using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Conduit.ServiceDefaults;

/// <summary>
/// A server that has just started asks itself for what others will, and is healthy only then: so its first visitors do not wait for the
/// compiler and for connections. What goes wrong
/// with that, its other checks find out.
/// </summary>
public static class WarmUpExtensions
{
    /// <summary>Warms this server up.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="paths">What it asks itself for.</param>
    public static void AddWarmUp(this IHostApplicationBuilder builder, params string[] paths)
    {
        builder.Services.AddSingleton(services => new WarmUp(services.GetRequiredService<IServer>(), paths));
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
        builder.Services.AddHealthChecks().AddCheck<WarmUp>("warm-up");
    }
}

internal sealed class WarmUp(IServer server, string[] paths) : LifecycleService, IHealthCheck
{
    private const int Rounds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private volatile bool _isWarm;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isWarm ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("it is warming up"));

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(WarmAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task WarmAsync()
    {
        try
        {
            await AskAsync();
        }
        finally
        {
            _isWarm = true;
        }
    }

    private async Task AskAsync()
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        using var patience = new CancellationTokenSource(Patience);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Own() };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var path in paths)
            {
                try
                {
                    using var answer = await http.GetAsync(path, patience.Token);
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private Uri Own()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        return new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal).Replace("*", "localhost", StringComparison.Ordinal));
    }
}
