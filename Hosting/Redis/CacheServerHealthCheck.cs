using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Conduit.Hosting.Redis;

/// <summary>A cache server is healthy when it answers a ping to one who knows its password.</summary>
internal sealed class CacheServerHealthCheck(CacheServerResource server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await server.ConnectAsync(cancellationToken);
            var answer = await connection.GetDatabase().PingAsync();
            return HealthCheckResult.Healthy($"Answered a ping in {answer.TotalMilliseconds:0.0} ms.");
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"Does not answer: {fault.Message}");
        }
    }
}
