using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Ids;
using Npgsql;

namespace Conduit.Worker.Seed;

/// <summary>The shards as they are filled: each row goes to its owner's, and all are written to at once.</summary>
internal sealed class SeedShards(Databases databases, IEnumerable<LogicalShard> places)
{
    private readonly Dictionary<int, Database> _databases = places.ToDictionary(place => (int)place.Id, place => databases.Shards.All[place.PhysicalShard!.Value].Database);

    /// <summary>Writes rows, in one transaction a shard.</summary>
    /// <typeparam name="T">What a row is made of.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="owner">An id that tells a row's shard.</param>
    /// <param name="write">Writes those of a shard.</param>
    /// <param name="cancel">Ends it; what is not committed is rolled back.</param>
    public Task AddAsync<T>(IEnumerable<T> rows, Func<T, long> owner, Func<NpgsqlConnection, List<T>, Task> write, CancellationToken cancel) =>
        Task.WhenAll(rows.GroupBy(row => _databases[ConduitId.LogicalShard(owner(row))]).Select(group => Task.Run(() => AddAsync(group.Key, connection => write(connection, [.. group]), cancel), cancel)));

    /// <summary>Writes to a database, in one transaction.</summary>
    /// <param name="database">The database.</param>
    /// <param name="write">Writes to it.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task AddAsync(Database database, Func<NpgsqlConnection, Task> write, CancellationToken cancel)
    {
        await using var connection = await database.Primary.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await write(connection);
        await transaction.CommitAsync(cancel);
    }
}
