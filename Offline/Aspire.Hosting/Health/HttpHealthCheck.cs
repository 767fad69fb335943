using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Healthy when a path of an endpoint answers with the status expected.</summary>
internal sealed class HttpHealthCheck(IHttpClientFactory clients, EndpointReference endpoint, string path, int status) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!endpoint.IsAllocated)
            return Result(context, $"the endpoint '{endpoint.EndpointName}' is not there yet");

        var url = new Uri(new Uri(endpoint.Url), path);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(nameof(HttpHealthCheck));
            using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return (int)response.StatusCode == status
                ? HealthCheckResult.Healthy()
                : Result(context, $"{url} answered {(int)response.StatusCode}, not {status}");
        }
        catch (HttpRequestException e)
        {
            return Result(context, $"{url} does not answer: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Result(context, $"{url} does not answer within {Patience.TotalSeconds} s");
        }
    }

    private static HealthCheckResult Result(HealthCheckContext context, string why) => new(context.Registration.FailureStatus, why);
}
