using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Hosting.Storage;

/// <summary>The emulator is healthy when it answers; it refuses this request, which carries no key.</summary>
internal sealed class AzuriteHealthCheck(EndpointReference endpoint) : IHealthCheck
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(endpoint.Url), cancellationToken);
            return HealthCheckResult.Healthy($"Answered with {(int)response.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy($"Does not answer: {fault.Message}");
        }
    }
}
