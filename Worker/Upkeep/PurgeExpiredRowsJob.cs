using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Removes what nobody asks for any more: keys of requests after a day, notifications that were read after 90, jobs that were given up
/// after 30, sessions a week after their end.
/// </summary>
internal sealed class PurgeExpiredRowsJob() : RecurringJob("old-rows-removed", JobLane.Bulk)
{
    // Few at a time, so that nobody waits for them.
    private const int AtOnce = 5_000;

    private static readonly string[] EveryWhere =
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

    protected override async Task HandleAsync(Database database, CancellationToken cancel)
    {
        foreach (var sql in database.IsShard() ? EveryWhere.Concat(OnShards) : EveryWhere.Concat(OnAccounts))
        {
            int removed;
            do
            {
                await using var command = database.Primary.CreateCommand(sql);
                removed = await command.ExecuteNonQueryAsync(cancel);
            }
            while (removed == AtOnce);
        }
    }

    private static string Delete(string table, string old) => FormattableString.Invariant(
        $"-- old rows removed\ndelete from {table} where ctid = any (array(select ctid from {table} where {old} limit {AtOnce}))");
}
