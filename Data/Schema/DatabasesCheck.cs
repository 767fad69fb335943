using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>
/// Unhealthy until the schema is current. From then on a database that is away only degrades the service: what the others hold goes on.
/// </summary>
internal sealed class DatabasesCheck(SchemaMonitor schema, Databases databases) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (schema.WaitingFor is { } missing) return HealthCheckResult.Unhealthy($"waiting for {missing}");

        var answers = await Task.WhenAll(databases.All.Select(database => AnswersAsync(database, cancellationToken)));
        var away = databases.All.Zip(answers).Where(pair => !pair.Second).Select(pair => pair.First.Name).ToList();
        return away.Count == 0 ? HealthCheckResult.Healthy()
            : away.Count == answers.Length ? HealthCheckResult.Unhealthy("no database answers")
            : HealthCheckResult.Degraded($"no answer from {string.Join(", ", away)}");
    }

    private static async Task<bool> AnswersAsync(Database database, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var command = database.Primary.CreateCommand("select 1");
            await command.ExecuteScalarAsync(patience.Token);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
