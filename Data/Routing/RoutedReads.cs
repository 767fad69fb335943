using Conduit.Data.Caching;
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
    public async Task<Read<T>> ReadAsync<T>(Query<T> query, bool toKeep, CancellationToken cancel)
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
                    Telemetry.CountRead(database.Name, Tier.Replica);
                    return new(Seen(answer, tags, before, look), Tier.Replica);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Gone, or it cancelled the query for what it has to replay: the primary knows as much.
                if (e is not PostgresException) database.Replica.Forget();
            }
        }

        var known = await ReadPrimaryAsync(query, cancel);
        if (!toKeep) return new(new(known, [], Since: null), Tier.Primary);
        var dependsOn = query.DependsOn(known);
        return new(Seen(known, dependsOn, before, database.Epoch.Current is { } current ? await LookAsync(current, dependsOn) : null), Tier.Primary);
    }

    /// <summary>Reads from the primary.</summary>
    public Task<T> ReadPrimaryAsync<T>(Query<T> query, CancellationToken cancel)
    {
        Telemetry.CountRead(database.Name, Tier.Primary);
        return RunAsync(database.Primary, query, cancel);
    }

    /// <summary>Who may answer a read that depends on anything: the replica if it knows all, else the primary.</summary>
    public async Task<NpgsqlDataSource> SourceAsync()
    {
        var isFresh = replicaReads() && database.Replica.Replayed is { } replayed && database.Epoch.Current is { } epoch
            && await LookAsync(epoch, Tags.Everything) is { } look && look.Allows(Tags.Everything, replayed);
        Telemetry.CountRead(database.Name, isFresh ? Tier.Replica : Tier.Primary);
        return isFresh ? replica : database.Primary;
    }

    /// <summary>Looks whether what was read before is still so.</summary>
    /// <param name="since">When it was so.</param>
    /// <param name="tags">What it depends on.</param>
    /// <returns>The latest moment at which it was; null when it is not, or that cannot be told.</returns>
    public async Task<Moment?> IsCurrentAsync(Moment since, IReadOnlyCollection<string> tags) =>
        database.Epoch.Current == since.Epoch && await LookAsync(since.Epoch, tags) is { } look && look.IsUnchanged(tags, since.Sequence) ? new(look.Epoch, look.Sequence) : null;

    /// <summary>Looks whether all that was read, at whatever moments, is still so.</summary>
    /// <param name="on">What that depends on.</param>
    /// <returns>Whether it is; false, too, when that cannot be told.</returns>
    public async Task<bool> AreCurrentAsync(IReadOnlyList<Dependency> on) =>
        database.Epoch.Current is { } epoch && on.All(one => one.Epoch == epoch)
        && await LookAsync(epoch, [.. on.SelectMany(one => one.Tags)]) is { } look && on.All(one => look.IsUnchanged(one.Tags, one.Since));

    /// <summary>Looks at tags.</summary>
    /// <returns>What is known of them; null when nothing is.</returns>
    public async Task<Look?> LookAsync(IReadOnlyCollection<string> tags) => database.Epoch.Current is { } epoch ? await LookAsync(epoch, tags) : null;

    private async Task<Look?> LookAsync(string epoch, IReadOnlyCollection<string> tags)
    {
        var look = await looks.LookAsync(database.Name, epoch, tags);
        // An older one may win the race to be the latest; that only keeps less.
        if (look is not null) _latest = new(look.Epoch, look.Sequence);
        return look;
    }

    // What has not changed from before it was read until after, was so after.
    private static Seen<T> Seen<T>(T answer, IReadOnlyCollection<string> tags, Moment? before, Look? after) =>
        new(answer, tags, before is not null && after?.Epoch == before.Epoch && after.IsUnchanged(tags, before.Sequence) ? new(after.Epoch, after.Sequence) : null);

    private static async Task<T> RunAsync<T>(NpgsqlDataSource node, Query<T> query, CancellationToken cancel)
    {
        await using var batch = node.CreateBatch();
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await query.Read(reader, cancel);
    }
}
