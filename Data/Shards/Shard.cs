using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>One physical shard.</summary>
public sealed class Shard
{
    internal Shard(int index, Database database)
    {
        Index = index;
        Database = database;
    }

    /// <summary>The number in the name of its connection string.</summary>
    public int Index { get; }

    /// <summary>Its database.</summary>
    public Database Database { get; }

    /// <summary>Reads: <see cref="Database.ReadAsync{T}(Query{T}, CancellationToken)"/>.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    public Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken) => Database.ReadAsync(query, cancellationToken);

    /// <summary>Writes: <see cref="Database.WriteAsync{T}(Write{T})"/>.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="write">What is written.</param>
    /// <returns>The answer.</returns>
    public Task<T> WriteAsync<T>(Write<T> write) => Database.WriteAsync(write);

    /// <summary>A new id, from the primary's clock.</summary>
    /// <param name="logicalShard">The logical shard that it is to name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The id.</returns>
    public Task<long> NewIdAsync(int logicalShard, CancellationToken cancellationToken) => Database.OnPrimaryAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand("-- new id\nselect new_id($1)", connection);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = logicalShard });
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);
}
