using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Deletes expired rows: idempotency keys after one day, dead letters after 30 days, read notifications after 90 days, sessions a week
/// after their end.
/// </summary>
internal sealed class PurgeExpiredRowsJob() : RecurringJob("purge-expired-rows", JobLane.Bulk, formerKind: "old-rows-removed")
{
    // Short transactions, so that other writers do not wait for them.
    private const int BatchSize = 5_000;

    private static readonly string[] Everywhere =
    [
        Delete("idempotency_keys", "created_at < now() - interval '1 day'"),
        Delete("dead_jobs", "died_at < now() - interval '30 days'"),
    ];

    // A repeated registration finds its session, ended or not, as long as its idempotency key lasts.
    private static readonly string[] OnAccounts =
    [
        Delete("sessions", "ended_at < now() - interval '7 days' or expires_at < now() - interval '7 days'"),
        Delete("sign_in_attempts", "last_at < now() - interval '1 day'"),
    ];

    private static readonly string[] OnShards = [Delete("notifications", "read_at < now() - interval '90 days'")];

    public override string Schedule => "17 * * * *";

    protected override async Task HandleAsync(Database database, CancellationToken cancellationToken)
    {
        foreach (var sql in database.IsShard() ? Everywhere.Concat(OnShards) : Everywhere.Concat(OnAccounts))
        {
            while (await database.ExecuteAsync(new(sql), cancellationToken) == BatchSize)
            {
                // Another batch remains.
            }
        }
    }

    private static string Delete(string table, string old) => FormattableString.Invariant(
        $"-- expired rows deleted\ndelete from {table} where ctid = any (array(select ctid from {table} where {old} limit {BatchSize}))");
}
