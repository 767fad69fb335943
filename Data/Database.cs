using Conduit.Data.Caching;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>
/// One database: a primary that takes the writes, and a replica that serves reads when it has replayed every write that a reader may know
/// of. A write begins in Redis before it is sent, checks the epoch within its transaction, and ends in Redis after the commit.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlMultiHostDataSource _nodes;
    private readonly NpgsqlDataSource _replica;
    private readonly FreshnessLog _log;
    private readonly WriteCoordinator _writes;
    private readonly ObjectCache? _cache;
    private readonly JobNotifier _jobs;

    internal Database(
        string name, string settings, FreshnessLog log, WriteCoordinator writes, FreshnessFollower? follower, Func<bool> replicaReads,
        ObjectCache? cache, JobNotifier jobs, ILoggerFactory loggers)
    {
        Name = name;
        Settings = settings;
        _log = log;
        _writes = writes;
        _cache = cache;
        _jobs = jobs;
        _nodes = ConnectionSettings.DataSource(name, settings, loggers)
            .UsePhysicalConnectionInitializer(_ => { }, connection => Replica.CheckNewConnectionAsync(connection))
            .BuildMultiHost();
        Primary = _nodes.WithTargetSession(TargetSessionAttributes.Primary);
        _replica = _nodes.WithTargetSession(TargetSessionAttributes.Standby);
        Connector = new(_nodes, Primary);
        EpochMonitor = new(name, Connector, log, writes, loggers.CreateLogger<EpochMonitor>());
        Reads = new ReadRouter(this, _replica, follower?.Follow(name, () => EpochMonitor.Current), replicaReads);
    }

    /// <summary>The name of its connection string.</summary>
    public string Name { get; }

    /// <summary>The primary, for rows on which no cached value depends: schema, jobs, new ids.</summary>
    public NpgsqlDataSource Primary { get; }

    /// <summary>Whether results of queries are cached.</summary>
    public bool HasCache => _cache is { IsOn: true };

    /// <summary>Connects to the primary, and waits for a new one while there is none.</summary>
    internal PrimaryConnector Connector { get; }

    /// <summary>Its connection string.</summary>
    internal string Settings { get; }

    internal ReplicaMonitor Replica { get; } = new();

    internal EpochMonitor EpochMonitor { get; }

    internal ReadRouter Reads { get; }

    /// <summary>
    /// Returns a valid cached result; else reads from the replica, if that has replayed every write that the result depends on, else from
    /// the primary.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The result.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    // Most lookups hit in memory, without waiting.
    public Task<T> ReadAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        query.Key is not null && HasCache && _cache!.FindInMemory(this, query) is { } found
            ? Task.FromResult(Track(found))
            : ReadBeyondMemoryAsync(query, cancellationToken);

    /// <summary>The same for several items of a kind, in any order and without those that do not exist.</summary>
    /// <typeparam name="T">The type of one result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="ids">The ids of the items.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The results.</returns>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<List<T>> ReadAsync<T>(BatchQuery<T> query, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        if (!HasCache) return await ReadAsync(query.Of([.. ids]), cancellationToken);
        var reads = await _cache!.ReadAsync(this, query, ids, cancellationToken);
        DependencyTracker.Current?.Add(Name, reads);
        return [.. reads.Select(read => read.Versioned.Value)];
    }

    /// <summary>Reads from the primary: for callers that pass on what they read and must not pass on anything older.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The result.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public Task<T> ReadPrimaryAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        Reads.ReadPrimaryAsync(query, cancellationToken);

    /// <summary>
    /// Runs a statement on the primary that may be run twice, without the freshness protocol: for rows on which no cached value depends.
    /// While another node is about to become the primary, it waits.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="run">Runs it on a connection.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer, or refused.</exception>
    public Task<T> OnPrimaryAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken) =>
        Connector.RunAsync(run, cancellationToken);

    /// <summary>
    /// Writes, in one transaction and one round trip. When it returns, every later read sees it. It is not cancelled once it was sent: the
    /// outcome would be unknown.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="write">The write.</param>
    /// <returns>The result.</returns>
    /// <exception cref="NpgsqlException">
    /// The database does not answer, and whether it was written is unknown; or it refused, and nothing was.
    /// </exception>
    public async Task<T> WriteAsync<T>(Write<T> write)
    {
        await using var fenced = new FencedWrite(this, _log, _writes, write.Invalidated);
        var result = await fenced.CommitAsync(write.Statements);
        if (write.NotifiesWorkers) NotifyWorkers();
        return result;
    }

    /// <summary>
    /// Writes to two databases: both directions of a relation. Both writes begin in Redis before the first commit and end after the second.
    /// </summary>
    /// <typeparam name="T">The type of the first result.</typeparam>
    /// <param name="write">The write to this database; its transaction also enqueues a job that repeats the second if needed.</param>
    /// <param name="second">The other database.</param>
    /// <param name="createSecondWrite">Creates the write to that from the result of the first.</param>
    /// <param name="invalidated">The cache tags that the second write invalidates.</param>
    /// <returns>The result of the first.</returns>
    /// <exception cref="ArgumentException">The second write invalidates more.</exception>
    /// <exception cref="NpgsqlException">One of them does not answer. Doing both again is harmless.</exception>
    public async Task<T> WriteAsync<T>(
        Write<T> write, Database second, Func<T, Write<bool>> createSecondWrite, params IReadOnlyList<string> invalidated)
    {
        await using var firstWrite = new FencedWrite(this, _log, _writes, write.Invalidated);
        await using var secondWrite = new FencedWrite(second, _log, _writes, invalidated);
        await Task.WhenAll(firstWrite.BeginAsync(), secondWrite.BeginAsync());
        var result = await firstWrite.CommitAsync(write.Statements);
        var next = createSecondWrite(result);
        if (next.Invalidated.Except(invalidated).Any())
            throw new ArgumentException("The second write invalidates tags that it did not begin with.", nameof(invalidated));
        await secondWrite.CommitAsync(next.Statements);
        if (write.NotifiesWorkers) NotifyWorkers();
        return result;
    }

    /// <summary>
    /// Invalidates every cached value on all servers, after rows were written without <see cref="WriteAsync{T}(Write{T})"/>, as in bulk.
    /// </summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>When no server uses such a value any more.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public async Task InvalidateAllAsync(CancellationToken cancellationToken)
    {
        // Without Redis no epoch can be published. A bypass invalidates as much, and the first epoch after it is a new one.
        if (!await EpochMonitor.BeginNewEpochAsync(force: true, cancellationToken))
            await EpochMonitor.BypassAsync(onlyIfBypassed: false, since: long.MaxValue, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        EpochMonitor.Dispose();
        await Primary.DisposeAsync();
        await _replica.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    /// <summary>
    /// Whether the outcome of a write is unknown, because its primary did not respond or stopped. An error of a stopping server means that
    /// nothing was committed only when it comes in place of the result, and the exception does not show whether it did.
    /// </summary>
    /// <param name="fault">What the write threw.</param>
    /// <returns>Whether it is unknown.</returns>
    public static bool IsOutcomeUnknown(NpgsqlException fault) =>
        fault is not PostgresException refused || PrimaryConnector.IsRolledBack(refused);

    /// <summary>Notifies the workers that the database has a new job.</summary>
    internal void NotifyWorkers() => _jobs.Notify(Primary);

    private async Task<T> ReadBeyondMemoryAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        Track(query.Key is not null && HasCache
            ? await _cache!.ReadAsync(this, query, cancellationToken)
            : await Reads.ReadAsync(query, cancellationToken));

    private T Track<T>(ReadResult<T> read)
    {
        DependencyTracker.Current?.Add(Name, read);
        return read.Versioned.Value;
    }

    internal Task WatchAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(EpochMonitor.WatchAsync(cancellationToken), Replica.WatchAsync(_replica, cancellationToken));
}
