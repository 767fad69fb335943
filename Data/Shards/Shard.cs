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
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The result.</returns>
    public Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken) => Database.ReadAsync(query, cancellationToken);

    /// <summary>Writes: <see cref="Database.WriteAsync{T}(Write{T})"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="write">The write.</param>
    /// <returns>The result.</returns>
    public Task<T> WriteAsync<T>(Write<T> write) => Database.WriteAsync(write);

    /// <summary>Creates an id, from the primary's clock.</summary>
    /// <param name="logicalShard">The logical shard that the id names.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
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
