using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>A primary is healthy when it accepts queries and may write.</summary>
internal sealed class PrimaryHealthCheck(ProcessShard shard) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await shard.ConnectAsync(shard.Primary, cancellationToken);
            await using var query = new NpgsqlCommand("select pg_is_in_recovery()", connection);
            return await query.ExecuteScalarAsync(cancellationToken) is false
                ? HealthCheckResult.Healthy("Accepts queries.")
                : HealthCheckResult.Unhealthy("Runs as a replica: it takes no writes.");
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"Does not accept queries: {fault.Message}");
        }
    }
}
