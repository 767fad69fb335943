using Conduit.Data.Caching;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Data.Shards;
using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Data;

/// <summary>All databases: accounts first, then each shard's.</summary>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>Creates the databases; each connects when it is first used.</summary>
    /// <param name="options">The connection strings.</param>
    /// <param name="routing">How reads are routed.</param>
    /// <param name="log">The event log.</param>
    /// <param name="writes">The coordinator that begins writes.</param>
    /// <param name="jobs">The notifier of the workers.</param>
    /// <param name="loggers">The factory of their loggers.</param>
    /// <param name="follower">The follower of the event logs; null: reads go to primaries and nothing is cached.</param>
    /// <param name="cache">The object cache; null: there is none.</param>
    public Databases(
        IOptions<DataOptions> options,
        IOptionsMonitor<RoutingOptions> routing,
        FreshnessLog log,
        WriteCoordinator writes,
        JobNotifier jobs,
        ILoggerFactory loggers,
        FreshnessFollower? follower = null,
        ObjectCache? cache = null)
    {
        Accounts = New("accounts", options.Value.Accounts);
        Shards = new(
            [.. options.Value.Shards.Select((text, index) => new Shard(index, New(DataOptions.ShardName(index), text)))],
            routing,
            loggers.CreateLogger<Shards.Shards>());

        Database New(string name, string text) =>
            new(name, text, log, writes, follower, () => routing.CurrentValue.ReplicaReads, cache, jobs, loggers);
    }

    /// <summary>The accounts database.</summary>
    public Database Accounts { get; }

    /// <summary>The shards.</summary>
    public Shards.Shards Shards { get; }

    /// <summary>Whether results of queries are cached.</summary>
    public bool HasCache => Accounts.HasCache;

    /// <summary>All databases.</summary>
    public IEnumerable<Database> All => Shards.All.Select(shard => shard.Database).Prepend(Accounts);

    /// <summary>Returns leases on the databases' epoch rows, for services without databases. Unknown epochs are omitted.</summary>
    /// <returns>The leases.</returns>
    public IEnumerable<EpochLease> GetEpochLeases()
    {
        foreach (var database in All)
        {
            if (database.EpochMonitor.CurrentLease is var (epoch, remaining))
                yield return new(database.Name, epoch, remaining.TotalMilliseconds);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in All) await database.DisposeAsync();
    }
}
