using System.Collections.Concurrent;
using Conduit.Data.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>One physical shard.</summary>
public sealed class Shard
{
    private readonly ConcurrentDictionary<NpgsqlDataSource, DbContextOptions<ShardContext>> _options = [];
    private readonly ILoggerFactory _loggers;

    internal Shard(int index, Database database, ILoggerFactory loggers)
    {
        Index = index;
        Database = database;
        _loggers = loggers;
    }

    /// <summary>The number in the name of its connection string.</summary>
    public int Index { get; }

    /// <summary>Its database.</summary>
    public Database Database { get; }

    /// <summary>Reads: <see cref="Database.ReadAsync{T}(Query{T}, CancellationToken)"/>.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    public Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancel) => Database.ReadAsync(query, cancel);

    /// <summary>Writes: <see cref="Database.WriteAsync{T}(Write{T})"/>.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="write">What is written.</param>
    /// <returns>The answer.</returns>
    public Task<T> WriteAsync<T>(Write<T> write) => Database.WriteAsync(write);

    /// <summary>A context for a read, on the replica when that is fresh, else on the primary. Changes do not go through contexts: they would not be fenced.</summary>
    /// <returns>The context.</returns>
    public async Task<ShardContext> ReadContextAsync() => new(_options.GetOrAdd(await Database.ReadSourceAsync(), Options));

    /// <summary>A new id, from the primary's clock.</summary>
    /// <param name="logicalShard">The logical shard that it is to name.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The id.</returns>
    public async Task<long> NewIdAsync(int logicalShard, CancellationToken cancel)
    {
        await using var command = Database.Primary.CreateCommand("-- new id\nselect new_id($1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = logicalShard });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    // Once a node: EF looks up its services by them.
    private DbContextOptions<ShardContext> Options(NpgsqlDataSource node) =>
        new DbContextOptionsBuilder<ShardContext>().UseNpgsql(node).UseLoggerFactory(_loggers).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
}
