using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Ids;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conduit.Seed;

/// <summary>Writes rows to the shards of their owners, to all shards concurrently.</summary>
internal sealed class SeedShards(Databases databases, IEnumerable<LogicalShard> places)
{
    private readonly Dictionary<int, Database> _databases = places.ToDictionary(
        place => (int)place.Id, place => databases.Shards.All[place.PhysicalShard!.Value].Database);

    /// <summary>The database with the rows of an id's owner.</summary>
    public Database Of(long id) => _databases[ConduitId.LogicalShard(id)];

    /// <summary>The logical shards that are assigned to a physical one.</summary>
    public static Task<List<LogicalShard>> ReadPlacesAsync(AccountsContext accounts, CancellationToken cancellationToken) =>
        accounts.LogicalShards.AsNoTracking().Where(place => place.PhysicalShard != null).ToListAsync(cancellationToken);

    /// <summary>Writes rows in one transaction per shard.</summary>
    /// <typeparam name="T">The type that a row is made of.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="owner">Returns the id that determines the row's shard.</param>
    /// <param name="write">Writes the rows of one shard.</param>
    /// <param name="cancellationToken">Cancels; uncommitted transactions are rolled back.</param>
    public Task AddAsync<T>(
        IEnumerable<T> rows,
        Func<T, long> owner,
        Func<NpgsqlConnection, List<T>, Task> write,
        CancellationToken cancellationToken)
    {
        return Task.WhenAll(rows
            .GroupBy(row => _databases[ConduitId.LogicalShard(owner(row))])
            .Select(shard => Task.Run(() => AddShardAsync(shard), cancellationToken)));

        Task AddShardAsync(IGrouping<Database, T> shard) =>
            AddAsync(shard.Key, connection => write(connection, [.. shard]), cancellationToken);
    }

    /// <summary>Writes to a database in one transaction; again, on the new primary, when a failover cuts it short.</summary>
    /// <param name="database">The database.</param>
    /// <param name="write">Writes the rows that are not there yet.</param>
    /// <param name="cancellationToken">Cancels; the transaction is rolled back.</param>
    public static Task AddAsync(Database database, Func<NpgsqlConnection, Task> write, CancellationToken cancellationToken) =>
        database.OnPrimaryAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await write(connection);
                await transaction.CommitAsync(cancellationToken);
                return true;
            },
            cancellationToken);
}
