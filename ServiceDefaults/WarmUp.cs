using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Conduit.ServiceDefaults;

/// <summary>
/// A server that has just started requests typical pages from itself and becomes healthy only afterwards, so that its first clients do not
/// wait for compilation and connections. A failed request is not an error here: the other health checks find its cause.
/// </summary>
public static class WarmUpExtensions
{
    /// <summary>Adds the warm-up and its health check.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="paths">The paths that the server requests from itself.</param>
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
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // Addresses on which the server listens, but to which no request can be sent.
    private static readonly string[] Wildcards = ["[::]", "0.0.0.0", "+", "*"];

    private volatile bool _isWarm;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isWarm ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The server is warming up."));

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        // Not awaited: it catches the expected errors itself, and the health check reports its end.
        _ = Task.Run(WarmUpAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task WarmUpAsync()
    {
        try
        {
            await SendRequestsAsync();
        }
        finally
        {
            _isWarm = true;
        }
    }

    private async Task SendRequestsAsync()
    {
        using var suppression = SuppressInstrumentationScope.Begin();
        using var timeout = new CancellationTokenSource(Timeout);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = OwnAddress() };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var path in paths)
            {
                try
                {
                    using var response = await http.GetAsync(path, timeout.Token);
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private Uri OwnAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        foreach (var wildcard in Wildcards) address = address.Replace(wildcard, "localhost", StringComparison.Ordinal);
        return new Uri(address);
    }
}
