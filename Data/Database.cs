using Conduit.Data.Routing;
using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>
/// One database: a primary that takes the writes, a replica that answers reads when it has replayed every write a reader may know of. A write is marked before it is
/// sent, fenced within its transaction, and stamped before its answer.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _nodes;
    private readonly NpgsqlDataSource _replica;
    private readonly Stamps _stamps;
    private readonly Shared<Look?> _look;
    private readonly Func<bool> _replicaReads;

    internal Database(string name, string settings, Stamps stamps, Func<bool> replicaReads, ILoggerFactory loggers)
    {
        Name = name;
        Settings = settings;
        _stamps = stamps;
        _look = new(() => stamps.LookAsync(name, Tags.Everything));
        _replicaReads = replicaReads;
        _nodes = ConnectionSettings.DataSource(name, settings, loggers)
            .UsePhysicalConnectionInitializer(_ => { }, connection => Replica.MeetAsync(connection))
            .BuildMultiHost();
        Primary = _nodes.WithTargetSession(TargetSessionAttributes.Primary);
        _replica = _nodes.WithTargetSession(TargetSessionAttributes.Standby);
        Epoch = new EpochWatch(name, Primary, stamps, loggers.CreateLogger<EpochWatch>());
    }

    /// <summary>As in its connection string's name.</summary>
    public string Name { get; }

    /// <summary>The primary, for what no reader sees: schema, jobs, new ids.</summary>
    public NpgsqlDataSource Primary { get; }

    /// <summary>Its connection string.</summary>
    internal string Settings { get; }

    internal ReplicaWatch Replica { get; } = new();

    internal EpochWatch Epoch { get; }

    /// <summary>Reads from the replica when that is fresh, else from the primary.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancel)
    {
        if (await IsReplicaFreshAsync())
        {
            try
            {
                var answer = await RunAsync(_replica, query, cancel);
                Telemetry.CountRead(Name, Telemetry.Replica);
                return answer;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                // Gone, or it cancelled the query for what it has to replay: the primary knows as much.
                if (e is not PostgresException) Replica.Forget();
            }
        }

        Telemetry.CountRead(Name, Telemetry.Primary);
        return await RunAsync(Primary, query, cancel);
    }

    /// <summary>A source of connections for a read that is made elsewhere: the replica when that is fresh, else the primary.</summary>
    /// <returns>The source.</returns>
    public async Task<NpgsqlDataSource> ReadSourceAsync()
    {
        var fresh = await IsReplicaFreshAsync();
        Telemetry.CountRead(Name, fresh ? Telemetry.Replica : Telemetry.Primary);
        return fresh ? _replica : Primary;
    }

    /// <summary>Writes, in one transaction and one round trip. When it returns, every later reader sees it. It is not cancelled once it was sent: the answer would be unknown.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is written.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">The database does not answer, and whether it was written is unknown; or it refused, and nothing was.</exception>
    public async Task<T> WriteAsync<T>(Query<T> query)
    {
        await using var write = new FencedWrite(this, _stamps);
        return await write.CommitAsync(query);
    }

    /// <summary>Writes here, and what follows from it there: the other direction of a relation. Both are marked before the first commit and stamped after the second.</summary>
    /// <typeparam name="T">What comes of the first.</typeparam>
    /// <param name="query">What is written here; its transaction also enqueues the job that makes sure of the second.</param>
    /// <param name="second">The other database.</param>
    /// <param name="follow">What is written there.</param>
    /// <returns>The answer of the first.</returns>
    /// <exception cref="NpgsqlException">One of them does not answer. Doing both again is harmless.</exception>
    public async Task<T> WriteAsync<T>(Query<T> query, Database second, Func<T, Query<bool>> follow)
    {
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(follow);
        await using var one = new FencedWrite(this, _stamps);
        await using var other = new FencedWrite(second, _stamps);
        await Task.WhenAll(one.BeginAsync(), other.BeginAsync());
        var answer = await one.CommitAsync(query);
        await other.CommitAsync(follow(answer));
        return answer;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Epoch.Dispose();
        await Primary.DisposeAsync();
        await _replica.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    internal Task WatchAsync(CancellationToken stop) => Task.WhenAll(Epoch.WatchAsync(stop), Replica.WatchAsync(_replica, stop));

    private async Task<bool> IsReplicaFreshAsync() =>
        _replicaReads() && Replica.Replayed is { } replayed && Epoch.Current is { } epoch
        && await _look.AskAsync() is { Marked: false } look && look.Epoch == epoch && replayed >= look.Needed;

    private static async Task<T> RunAsync<T>(NpgsqlDataSource node, Query<T> query, CancellationToken cancel)
    {
        await using var batch = node.CreateBatch();
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await query.Read(reader, cancel);
    }
}
