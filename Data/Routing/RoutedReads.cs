using Conduit.Freshness;
using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Chooses who answers a read. The replica is asked first, and then it is looked up whether it knew every write that the answer depends on; only the answer tells which
/// those are. If it did not, the primary is asked.
/// </summary>
internal sealed class RoutedReads(Database database, NpgsqlDataSource replica, SharedLooks looks, Func<bool> replicaReads)
{
    private volatile Moment? _latest;

    /// <summary>Reads.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="toKeep">Whether it should be found out, too, if the answer may be kept.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<Seen<T>> ReadAsync<T>(Query<T> query, bool toKeep, CancellationToken cancel)
    {
        var before = _latest;
        if (replicaReads() && database.Replica.Replayed is { } replayed && database.Epoch.Current is { } epoch)
        {
            try
            {
                var answer = await RunAsync(replica, query, cancel);
                var tags = query.DependsOn(answer);
                if (await LookAsync(epoch, tags) is { } look && look.Allows(tags, replayed))
                {
                    Telemetry.CountRead(database.Name, Telemetry.Replica);
                    return Seen(answer, tags, before, look);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Gone, or it cancelled the query for what it has to replay: the primary knows as much.
                if (e is not PostgresException) database.Replica.Forget();
            }
        }

        Telemetry.CountRead(database.Name, Telemetry.Primary);
        var known = await RunAsync(database.Primary, query, cancel);
        if (!toKeep) return new(known, [], Since: null);
        var dependsOn = query.DependsOn(known);
        return Seen(known, dependsOn, before, database.Epoch.Current is { } current ? await LookAsync(current, dependsOn) : null);
    }

    /// <summary>Who may answer a read that depends on anything: the replica if it knows all, else the primary.</summary>
    public async Task<NpgsqlDataSource> SourceAsync()
    {
        var isFresh = replicaReads() && database.Replica.Replayed is { } replayed && database.Epoch.Current is { } epoch
            && await LookAsync(epoch, Tags.Everything) is { } look && look.Allows(Tags.Everything, replayed);
        Telemetry.CountRead(database.Name, isFresh ? Telemetry.Replica : Telemetry.Primary);
        return isFresh ? replica : database.Primary;
    }

    /// <summary>Whether what was read before is still so.</summary>
    public async Task<bool> IsCurrentAsync<T>(Seen<T> seen) =>
        seen.Since is { } since && database.Epoch.Current == since.Epoch && await LookAsync(since.Epoch, seen.Tags) is { } look && look.IsUnchanged(seen.Tags, since.Sequence);

    /// <summary>The moment of the last write; null when one is under way, or nothing is known.</summary>
    public async Task<Moment?> NowAsync() =>
        database.Epoch.Current is { } epoch && await LookAsync(epoch, Tags.Everything) is { } look && look.Tags[Stamps.Everything] is { Marked: false } all
            ? new(epoch, all.Changed)
            : null;

    private async Task<Look?> LookAsync(string epoch, IReadOnlyCollection<string> tags)
    {
        var look = await looks.LookAsync(epoch, tags);
        // An older one may win the race to be the latest; that only keeps less.
        if (look is not null) _latest = new(look.Epoch, look.Sequence);
        return look;
    }

    private static Seen<T> Seen<T>(T answer, IReadOnlyCollection<string> tags, Moment? before, Look? after) =>
        new(answer, tags, before is not null && after?.Epoch == before.Epoch && after.IsUnchanged(tags, before.Sequence) ? before : null);

    private static async Task<T> RunAsync<T>(NpgsqlDataSource node, Query<T> query, CancellationToken cancel)
    {
        await using var batch = node.CreateBatch();
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await query.Read(reader, cancel);
    }
}

/// <summary>A moment in the history of a database's writes.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Sequence">How many beginnings and ends of writes there had been.</param>
internal sealed record Moment(string Epoch, long Sequence);

/// <summary>An answer, as it is read and as it is kept.</summary>
/// <param name="Answer">What was read.</param>
/// <param name="Tags">What it depends on; nothing where it is not to be kept.</param>
/// <param name="Since">A moment from which on nothing of that was changed; null when that cannot be told, and then it must not be kept.</param>
internal sealed record Seen<T>(T Answer, IReadOnlyCollection<string> Tags, Moment? Since);
