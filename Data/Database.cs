using Conduit.Data.Caching;
using Conduit.Data.Routing;
using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>
/// One database: a primary that takes the writes, a replica that answers reads when it has replayed every write a reader may know of. A
/// write is marked before it is sent, fenced within its transaction, and stamped before its answer.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _nodes;
    private readonly NpgsqlDataSource _replica;
    private readonly FreshnessLog _log;
    private readonly WriteCoordinator _writes;
    private readonly ObjectCache? _cache;

    internal Database(
        string name, string settings, FreshnessLog log, WriteCoordinator writes, FreshnessFollower? follower, Func<bool> replicaReads,
        ObjectCache? cache, ILoggerFactory loggers)
    {
        Name = name;
        Settings = settings;
        _log = log;
        _writes = writes;
        _cache = cache;
        _nodes = ConnectionSettings.DataSource(name, settings, loggers)
            .UsePhysicalConnectionInitializer(_ => { }, connection => Replica.MeetAsync(connection))
            .BuildMultiHost();
        Primary = _nodes.WithTargetSession(TargetSessionAttributes.Primary);
        _replica = _nodes.WithTargetSession(TargetSessionAttributes.Standby);
        Connector = new(_nodes, Primary);
        Epoch = new EpochMonitor(name, Connector, log, writes, loggers.CreateLogger<EpochMonitor>());
        Reads = new ReadRouter(this, _replica, follower?.Follow(name, () => Epoch.Current), replicaReads);
    }

    /// <summary>As in its connection string's name.</summary>
    public string Name { get; }

    /// <summary>The primary, for what no reader sees: schema, jobs, new ids.</summary>
    public NpgsqlDataSource Primary { get; }

    /// <summary>Whether results of queries are cached.</summary>
    public bool HasCache => _cache is { IsOn: true };

    /// <summary>Connects to the primary, and waits for a new one while there is none.</summary>
    internal PrimaryConnector Connector { get; }

    /// <summary>Its connection string.</summary>
    internal string Settings { get; }

    internal ReplicaMonitor Replica { get; } = new();

    internal EpochMonitor Epoch { get; }

    internal ReadRouter Reads { get; }

    /// <summary>
    /// Reads from the replica when that knows every write the answer depends on, else from the primary; or gives an answer that was kept,
    /// when it is still so.
    /// </summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        // Most lookups find what they look for in memory, and then nothing is waited for.
        return query.Key is not null && HasCache && _cache!.FindInMemory(this, query) is { } found
            ? Task.FromResult(Track(found))
            : ReadBeyondMemoryAsync(query, cancel);
    }

    /// <summary>The same for several things of a kind: in any order, without those that there are not.</summary>
    /// <typeparam name="T">What comes of one.</typeparam>
    /// <param name="query">What is asked about each.</param>
    /// <param name="ids">Which.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<List<T>> ReadAsync<T>(BatchQuery<T> query, IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(ids);
        if (!HasCache) return await ReadAsync(query.Of([.. ids]), cancel);
        var reads = await _cache!.ReadAsync(this, query, ids, cancel);
        DependencyTracker.Current?.Add(Name, reads);
        return [.. reads.Select(read => read.Versioned.Value)];
    }

    /// <summary>Reads from the primary: for those who tell others of what they read, and of nothing older.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">What is asked.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public Task<T> ReadPrimaryAsync<T>(Query<T> query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Reads.ReadPrimaryAsync(query, cancel);
    }

    /// <summary>
    /// Runs a statement on the primary that may be run twice, past the log of writes: for what no reader sees. While another node is about
    /// to become the primary, it waits.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="run">Runs it on a connection.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer, or refused.</exception>
    public Task<T> OnPrimaryAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        Connector.RunAsync(run, cancellationToken);

    /// <summary>
    /// Writes, in one transaction and one round trip. When it returns, every later reader sees it. It is not cancelled once it was sent:
    /// the answer would be unknown.
    /// </summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="write">What is written, and what it touches.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="NpgsqlException">
    /// The database does not answer, and whether it was written is unknown; or it refused, and nothing was.
    /// </exception>
    public async Task<T> WriteAsync<T>(Write<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        await using var fenced = new FencedWrite(this, _log, _writes, write.Touches);
        return await fenced.CommitAsync(write.Statements);
    }

    /// <summary>
    /// Writes here, and what follows from it there: the other direction of a relation. Both are marked before the first commit and stamped
    /// after the second.
    /// </summary>
    /// <typeparam name="T">What comes of the first.</typeparam>
    /// <param name="write">What is written here; its transaction also enqueues the job that makes sure of the second.</param>
    /// <param name="second">The other database.</param>
    /// <param name="follow">What is written there.</param>
    /// <param name="touches">What that touches.</param>
    /// <returns>The answer of the first.</returns>
    /// <exception cref="ArgumentException">It touches more.</exception>
    /// <exception cref="NpgsqlException">One of them does not answer. Doing both again is harmless.</exception>
    public async Task<T> WriteAsync<T>(Write<T> write, Database second, Func<T, Write<bool>> follow, params IReadOnlyList<string> touches)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(follow);
        await using var one = new FencedWrite(this, _log, _writes, write.Touches);
        await using var other = new FencedWrite(second, _log, _writes, touches);
        await Task.WhenAll(one.BeginAsync(), other.BeginAsync());
        var answer = await one.CommitAsync(write.Statements);
        var next = follow(answer);
        if (next.Touches.Except(touches).Any())
            throw new ArgumentException("The second write touches tags that were not marked before the first.", nameof(touches));
        await other.CommitAsync(next.Statements);
        return answer;
    }

    /// <summary>
    /// After rows were written past <see cref="WriteAsync{T}(Write{T})"/>, as in bulk: whatever was kept or looked up before is no longer
    /// relied on, by anybody.
    /// </summary>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>When that is so.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public async Task InvalidateAllAsync(CancellationToken cancel)
    {
        if (!await Epoch.RenewAsync(force: true, cancel)) await Epoch.BypassAsync(cancel);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Epoch.Dispose();
        await Primary.DisposeAsync();
        await _replica.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    /// <summary>Whether a write was not answered because its primary went away: it may have been committed, or not.</summary>
    /// <param name="fault">What the write threw.</param>
    /// <returns>Whether that is unknown.</returns>
    public static bool IsUnanswered(NpgsqlException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault is not PostgresException refused || PrimaryConnector.IsRolledBack(refused);
    }

    private async Task<T> ReadBeyondMemoryAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        Track(query.Key is not null && HasCache
            ? await _cache!.ReadAsync(this, query, cancellationToken)
            : await Reads.ReadAsync(query, cancellationToken));

    private T Track<T>(ReadResult<T> read)
    {
        DependencyTracker.Current?.Add(Name, read);
        return read.Versioned.Value;
    }

    internal Task WatchAsync(CancellationToken stop) => Task.WhenAll(Epoch.WatchAsync(stop), Replica.WatchAsync(_replica, stop));
}
