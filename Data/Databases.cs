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
    /// <param name="stamps">What is known of the latest writes.</param>
    /// <param name="loggers">Where they log.</param>
    /// <param name="cache">Where answers are kept; null: they are not.</param>
    public Databases(IOptions<DataOptions> options, IOptionsMonitor<RoutingOptions> routing, Stamps stamps, ILoggerFactory loggers, ObjectCache? cache = null)
    {
        Accounts = New("accounts", options.Value.Accounts);
        Shards = new(
            [.. options.Value.Shards.Select((text, index) => new Shard(index, New(DataOptions.ShardName(index), text), loggers))],
            routing,
            loggers.CreateLogger<Shards.Shards>());
        _byName = All.ToDictionary(database => database.Name);

        Database New(string name, string text) => new(name, text, stamps, () => routing.CurrentValue.ReplicaReads, cache, loggers);
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

    /// <summary>Looks whether all that an answer depends on is as it was: one look a database, all at once.</summary>
    /// <param name="on">What it depends on.</param>
    /// <returns>Whether the answer is still so.</returns>
    public async Task<bool> AreCurrentAsync(IReadOnlyList<Dependency> on)
    {
        ArgumentNullException.ThrowIfNull(on);
        var looks = on.GroupBy(one => one.Database).Select(own => _byName.TryGetValue(own.Key, out var database) ? database.Reads.AreCurrentAsync([.. own]) : Task.FromResult(false));
        return (await Task.WhenAll(looks)).All(isCurrent => isCurrent);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in All) await database.DisposeAsync();
    }
}
