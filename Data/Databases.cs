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

        Database New(string name, string text) => new(name, text, stamps, () => routing.CurrentValue.ReplicaReads, cache, loggers);
    }

    /// <summary>The accounts database.</summary>
    public Database Accounts { get; }

    /// <summary>The shards.</summary>
    public Shards.Shards Shards { get; }

    /// <summary>Every one.</summary>
    public IEnumerable<Database> All => Shards.All.Select(shard => shard.Database).Prepend(Accounts);

    /// <summary>A text that no two states of the databases have in common: every write changes it.</summary>
    /// <returns>The text; null while something is written, or when nothing is known of the writes.</returns>
    public async Task<string?> StateAsync()
    {
        var moments = await Task.WhenAll(All.Select(database => database.Reads.NowAsync()));
        return moments.Contains(null) ? null : string.Join(' ', moments.Select(moment => $"{moment!.Epoch}:{moment.Sequence}"));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in All) await database.DisposeAsync();
    }
}
