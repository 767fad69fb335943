using Conduit.Data.Accounts;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>Brings every database to this build's schema. May run at any time, in any number of processes at once.</summary>
public sealed class Migrator(Databases databases)
{
    /// <summary>How long it waits for a primary that starts.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Migrates all databases and says so, a line each. A database that fails does not keep the others back; the faults are thrown
    /// together.
    /// </summary>
    public async Task MigrateAsync(Action<string> report, CancellationToken cancellationToken)
    {
        await TryAllAsync(
            databases.Shards.All
                .Select(shard => (
                    shard.Database,
                    (Func<Task>)(() => MigrateAsync<ShardContext>(shard.Database, report, cancellationToken))))
                .Prepend((databases.Accounts, () => MigrateAsync<AccountsContext>(databases.Accounts, report, cancellationToken))));
        await TryAllAsync([(databases.Accounts, () => PlaceLogicalShardsAsync(report, cancellationToken))]);
    }

    private async Task MigrateAsync<TContext>(Database database, Action<string> report, CancellationToken cancellationToken)
        where TContext : DbContext
    {
        if (await MissingDatabase.CreateAsync(database, StartTimeout, cancellationToken)) report($"{database.Name}: database created");
        await using var held = await SessionLock.TakeAsync(database, AdvisoryLocks.Migration, cancellationToken);
        await using var context = Contexts.On<TContext>(database);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0) await context.Database.MigrateAsync(cancellationToken);
        var grants = typeof(TContext) == typeof(AccountsContext) ? Grants.Accounts : Grants.Shard;
        await context.Database.ExecuteSqlRawAsync(grants, cancellationToken);
        report(pending.Count == 0 ? $"{database.Name}: current" : $"{database.Name}: {string.Join(", ", pending)} applied");
    }

    // A shard first gets what makes ids, then its place on the map: who sees it there may use it.
    private async Task PlaceLogicalShardsAsync(Action<string> report, CancellationToken cancellationToken)
    {
        await using var held = await SessionLock.TakeAsync(databases.Accounts, AdvisoryLocks.Migration, cancellationToken);
        await using var accounts = Contexts.On<AccountsContext>(databases.Accounts);
        var logical = await accounts.LogicalShards.OrderBy(shard => shard.Id).ToListAsync(cancellationToken);
        if (logical.Max(shard => shard.PhysicalShard) is { } last && last >= databases.Shards.All.Count)
            throw new MigrationException($"{MissingShard.Of(last)}.");

        foreach (short index in Enumerable.Range(0, databases.Shards.All.Count))
        {
            var own = logical.Where(shard => shard.PhysicalShard == index).ToList();
            if (own.Count == 0)
            {
                own = [.. logical.Where(shard => shard.PhysicalShard is null).Take(ShardMap.PerPhysicalShard)];
                report($"{databases.Shards.All[index].Database.Name}: takes the logical shards {own[0].Id} to {own[^1].Id}");
            }

            foreach (var shard in own) shard.PhysicalShard = index;
            await MakeIdsAsync(databases.Shards.All[index].Database, own, cancellationToken);
        }

        await accounts.SaveChangesAsync(cancellationToken);
    }

    private static async Task MakeIdsAsync(Database database, List<LogicalShard> own, CancellationToken cancellationToken)
    {
        await using var command = database.Primary.CreateCommand("select make_ids_of(logical) from unnest($1) logical");
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. own.Select(shard => (int)shard.Id)] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task TryAllAsync(IEnumerable<(Database Database, Func<Task> Do)> steps)
    {
        var faults = new List<string>();
        foreach (var (database, @do) in steps)
        {
            try
            {
                await RunAsync(@do);
            }
            catch (MigrationException e)
            {
                faults.Add(e.Message);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException || e.InnerException is NpgsqlException)
            {
                faults.Add($"{database.Name}: {e.Message} ({e.GetBaseException().Message})");
            }
        }

        if (faults.Count > 0) throw new MigrationException(string.Join("; ", faults));
    }

    // Each step begins with its lock and does only what is missing, so one that a failover cut short is begun again on the new primary.
    private async Task RunAsync(Func<Task> step)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); ; await Task.Delay(500))
        {
            try
            {
                await step();
                return;
            }
            catch (Exception e) when ((e as NpgsqlException ?? e.InnerException as NpgsqlException) is { } fault
                && PrimaryConnector.IsAway(fault) && TimeProvider.System.GetElapsedTime(begun) < StartTimeout)
            {
            }
        }
    }
}
