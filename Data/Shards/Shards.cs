using Conduit.Data.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Data.Shards;

/// <summary>All physical shards, and the way from an id to its own.</summary>
public sealed class Shards : IAsyncDisposable
{
    private readonly Shard[] _all;

    /// <summary>Opens nothing yet: each shard connects when it is first used.</summary>
    public Shards(IOptions<DataOptions> options, ILoggerFactory loggers)
    {
        _all = [.. options.Value.Shards.Select((text, index) => new Shard(
            index,
            ConnectionSettings.DataSource(DataOptions.ShardName(index), text, loggers).BuildMultiHost(),
            source => new DbContextOptionsBuilder<ShardContext>().UseNpgsql(source).UseLoggerFactory(loggers).Options))];
    }

    /// <summary>Every shard, by its index.</summary>
    public IReadOnlyList<Shard> All => _all;

    /// <summary>Which shard holds what.</summary>
    public ShardMap Map { get; } = new();

    /// <summary>The shard of what the id names, or null when no shard is its own: such an id was never given.</summary>
    public Shard? Find(long id) => Map.TryFind(id, out var index) && index < _all.Length ? _all[index] : null;

    /// <summary>The shard of what the id names, for an id that was given.</summary>
    public Shard Of(long id) =>
        Find(id) ?? throw new InvalidOperationException($"No connection string leads to the shard of id {id}: its logical shard is {ConduitId.LogicalShard(id)}.");

    /// <summary>Asks every shard at once.</summary>
    public Task<T[]> FromAllAsync<T>(Func<Shard, Task<T>> ask) => Task.WhenAll(_all.Select(ask));

    /// <summary>Asks at once each shard that has some of the ids, for those.</summary>
    public async Task<IEnumerable<T>> FromOwnersAsync<T>(IEnumerable<long> ids, Func<Shard, long[], Task<List<T>>> ask)
    {
        var answers = await Task.WhenAll(ids.GroupBy(Of).Select(group => ask(group.Key, [.. group])));
        return answers.SelectMany(answer => answer);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var shard in _all) await shard.DisposeAsync();
    }
}
