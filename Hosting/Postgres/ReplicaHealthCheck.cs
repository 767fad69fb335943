using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// With the container engine: a replica is healthy when it streams from its primary; the description says how far behind it is.
/// </summary>
internal sealed class ReplicaHealthCheck(
    string primary, Func<CancellationToken, Task<NpgsqlConnection>> connect) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await connect(cancellationToken);
            await using var query = new NpgsqlCommand(
                """
                select pg_wal_lsn_diff(greatest(latest_end_lsn, flushed_lsn), pg_last_wal_replay_lsn())::bigint
                from pg_stat_wal_receiver where status = 'streaming'
                """, connection);
            if (await query.ExecuteScalarAsync(cancellationToken) is not long lag)
                return HealthCheckResult.Unhealthy($"Does not stream from {primary}.");

            var bytes = Math.Max(0, lag);
            return HealthCheckResult.Healthy(
                string.Create(CultureInfo.InvariantCulture, $"Streams from {primary}, {bytes} bytes behind."),
                new Dictionary<string, object> { ["lag"] = bytes });
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"Does not accept queries: {fault.Message}");
        }
    }
}
