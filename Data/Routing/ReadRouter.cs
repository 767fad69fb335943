using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Chooses the node that answers a read: the replica, if it has replayed every write that the result depends on, else the primary. Only the
/// result shows what it depends on, so the replica is read first and checked afterwards.
/// </summary>
internal sealed class ReadRouter(Database database, NpgsqlDataSource replica, FollowedDatabase? followed, Func<bool> replicaReads)
{
    /// <summary>Reads from the replica if it may, else from the primary.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The result, and since when it is valid.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<ReadResult<T>> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        // Taken before the read: every later write makes the result invalid.
        var mirror = followed?.Mirror;
        var since = mirror is null ? null : new LogPosition(mirror.Epoch, mirror.Sequence);
        if (mirror is not null && replicaReads()
            && database.Replica.GetReplayedForRead() is { } replayed && followed!.CurrentMirror == mirror)
        {
            try
            {
                await using var connection = await replica.OpenConnectionAsync(cancellationToken);
                var answer = await RunAsync(connection, query, cancellationToken);
                var read = new Versioned<T>(answer, query.DependsOn(answer), since);
                if (followed.CurrentMirror == mirror && mirror.IsReplayed(read.Slots, replayed))
                {
                    Telemetry.CountRead(database.Name, Tier.Replica);
                    return new(read, Tier.Replica);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // It is away, or it cancelled the query for what it has to replay: the primary answers.
                if (e is not PostgresException) database.Replica.Reset();
            }

            since = new(mirror.Epoch, mirror.Sequence);
        }

        var known = await ReadPrimaryAsync(query, cancellationToken);
        return new(new(known, since is null ? [] : query.DependsOn(known), since), Tier.Primary);
    }

    /// <summary>Reads from the primary.</summary>
    public Task<T> ReadPrimaryAsync<T>(Query<T> query, CancellationToken cancellationToken)
    {
        Telemetry.CountRead(database.Name, Tier.Primary);
        return database.Connector.RunAsync(connection => RunAsync(connection, query, cancellationToken), cancellationToken);
    }

    /// <summary>Validates a cached value.</summary>
    /// <returns>The value, valid since the latest event that is known; null when it is invalid or that cannot be decided.</returns>
    public Versioned<T>? Validate<T>(Versioned<T> cached)
    {
        if (cached.Since is not { } since || followed?.CurrentMirror is not { } mirror || mirror.Epoch != since.Epoch) return null;
        var sequence = mirror.Sequence;
        if (!mirror.IsUnchanged(cached.Slots, since.Sequence)) return null;
        // Another server may have stored it, of an event that has not yet been read here.
        return sequence <= since.Sequence ? cached : cached with { Since = new(since.Epoch, sequence) };
    }

    private static async Task<T> RunAsync<T>(NpgsqlConnection node, Query<T> query, CancellationToken cancellationToken)
    {
        await using var batch = node.CreateBatch();
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await query.Read(reader, cancellationToken);
    }
}
