using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>
/// Unhealthy until the schema is current. After that an unavailable database only degrades the service: the other databases still serve.
/// </summary>
internal sealed class DatabasesCheck(SchemaMonitor schema, Databases databases) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (schema.WaitingFor is { } missing) return HealthCheckResult.Unhealthy($"waiting for {missing}");

        var answers = await Task.WhenAll(databases.All.Select(database => AnswersAsync(database, cancellationToken)));
        var unavailable = databases.All.Zip(answers).Where(pair => !pair.Second).Select(pair => pair.First.Name).ToList();
        return unavailable.Count == 0 ? HealthCheckResult.Healthy()
            : unavailable.Count == answers.Length ? HealthCheckResult.Unhealthy("no database answers")
            : HealthCheckResult.Degraded($"no answer from {string.Join(", ", unavailable)}");
    }

    private static async Task<bool> AnswersAsync(Database database, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await using var command = database.Primary.CreateCommand("select 1");
            await command.ExecuteScalarAsync(timeout.Token);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
