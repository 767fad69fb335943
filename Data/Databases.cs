using Conduit.Data.Caching;
using Conduit.Data.Routing;
using Conduit.Data.Shards;
using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Data;

/// <summary>All databases: accounts first, then each shard's.</summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly Dictionary<string, Database> _byName;

    /// <summary>Opens nothing yet: each connects when it is first used.</summary>
    /// <param name="options">The connection strings.</param>
    /// <param name="routing">How reads are routed.</param>
    /// <param name="log">The log of writes.</param>
    /// <param name="writes">Begins writes.</param>
    /// <param name="loggers">Where they log.</param>
    /// <param name="follower">Mirrors the logs of writes; null: reads go to primaries and nothing is cached.</param>
    /// <param name="cache">The object cache; null: there is none.</param>
    public Databases(IOptions<DataOptions> options, IOptionsMonitor<RoutingOptions> routing, FreshnessLog log, WriteCoordinator writes, ILoggerFactory loggers,
        FreshnessFollower? follower = null, ObjectCache? cache = null)
    {
        Accounts = New("accounts", options.Value.Accounts);
        Shards = new(
            [.. options.Value.Shards.Select((text, index) => new Shard(index, New(DataOptions.ShardName(index), text)))],
            routing,
            loggers.CreateLogger<Shards.Shards>());
        _byName = All.ToDictionary(database => database.Name);

        Database New(string name, string text) => new(name, text, log, writes, follower?.Follow(name), () => routing.CurrentValue.ReplicaReads, cache, loggers);
    }

    /// <summary>The accounts database.</summary>
    public Database Accounts { get; }

    /// <summary>The shards.</summary>
    public Shards.Shards Shards { get; }

    /// <summary>Whether answers are kept.</summary>
    public bool Keep => Accounts.Keeps;

    /// <summary>Every one.</summary>
    public IEnumerable<Database> All => Shards.All.Select(shard => shard.Database).Prepend(Accounts);

    /// <summary>What is known of each database's epoch, for a server that has no database. Those of which nothing is known are left out.</summary>
    /// <returns>The epochs.</returns>
    public IEnumerable<LentEpoch> LendEpochs()
    {
        foreach (var database in All)
            if (database.Epoch.Loan is var (epoch, left)) yield return new(database.Name, epoch, left.TotalMilliseconds);
    }

    /// <summary>Whether nothing that a response depends on was written to since.</summary>
    /// <param name="on">What it depends on.</param>
    /// <returns>Whether it is valid; false, too, when that cannot be decided.</returns>
    public bool IsValid(IReadOnlyList<Dependency> on)
    {
        ArgumentNullException.ThrowIfNull(on);
        foreach (var one in on)
            if (!_byName.TryGetValue(one.Database, out var database) || !database.Reads.IsValid(one.Epoch, one.Since, one.Slots)) return false;
        return true;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in All) await database.DisposeAsync();
    }
}
