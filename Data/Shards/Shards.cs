using Conduit.Data.Ids;
using Conduit.Data.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>All physical shards, and the lookup from an id to its shard.</summary>
public sealed partial class Shards
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly IOptionsMonitor<RoutingOptions> _options;
    private readonly ILogger<Shards> _logger;

    internal Shards(IReadOnlyList<Shard> all, IOptionsMonitor<RoutingOptions> options, ILogger<Shards> logger)
    {
        All = all;
        _options = options;
        _logger = logger;
    }

    /// <summary>Every shard, by its index.</summary>
    public IReadOnlyList<Shard> All { get; }

    /// <summary>The map of logical to physical shards.</summary>
    public ShardMap Map { get; } = new();

    /// <summary>Finds the shard of an id; null when no shard has such ids.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="ShardNotConfiguredException">The shard is on the map and this process has no connection string for it.</exception>
    public Shard? Find(long id) =>
        !Map.TryFind(id, out var index) ? null
        : index < All.Count ? All[index]
        : throw new ShardNotConfiguredException(index);

    /// <summary>Finds the article of a slug; null when no shard has such ids.</summary>
    /// <param name="slug">The slug.</param>
    /// <returns>The shard, and the id of the article.</returns>
    /// <exception cref="ShardNotConfiguredException">The shard is on the map and this process has no connection string for it.</exception>
    public (Shard Shard, long Id)? Find(string slug) => Slug.TryReadId(slug, out var id) && Find(id) is { } shard ? (shard, id) : null;

    /// <summary>Returns the shard of an existing id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="ShardNotConfiguredException">The shard is on the map and this process has no connection string for it.</exception>
    /// <exception cref="InvalidOperationException">No shard has such ids.</exception>
    public Shard Of(long id) =>
        Find(id) ?? throw new InvalidOperationException($"No shard has id {id}: its logical shard is {ConduitId.LogicalShard(id)}.");

    /// <summary>
    /// Queries all shards concurrently and waits until the deadline (setting <c>Data:Deadline</c>), or for the first answer. Omits the
    /// shards that have not answered by then.
    /// </summary>
    /// <typeparam name="T">The type of a shard's result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The results.</returns>
    /// <exception cref="NpgsqlException">No shard answers.</exception>
    public async Task<GatherResult<T>> QueryAllAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        ThrowIfEmpty(WithMissing(
            await GatherAsync(All, (shard, limit) => shard.ReadAsync(query, limit), cancellationToken),
            Map.NotConfigured(All.Count)));

    /// <summary>Queries the shards of the ids concurrently, each for its own ids; otherwise like <see cref="QueryAllAsync"/>.</summary>
    /// <typeparam name="T">The type of a shard's result.</typeparam>
    /// <param name="ids">Existing ids.</param>
    /// <param name="query">Creates the query of a shard from its ids.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The results.</returns>
    /// <exception cref="NpgsqlException">No shard answers.</exception>
    public async Task<GatherResult<T>> QueryOwnersAsync<T>(
        IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancellationToken) =>
        ThrowIfEmpty(await TryQueryOwnersAsync(ids, query, cancellationToken));

    /// <summary>
    /// Queries the shards of the ids concurrently for items that are cached by themselves; otherwise like <see cref="QueryAllAsync"/>.
    /// </summary>
    /// <typeparam name="T">The type of an item.</typeparam>
    /// <param name="ids">Existing ids.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The results.</returns>
    /// <exception cref="NpgsqlException">No shard answers.</exception>
    public async Task<GatherResult<List<T>>> QueryOwnersAsync<T>(
        IEnumerable<long> ids, BatchQuery<T> query, CancellationToken cancellationToken) =>
        ThrowIfEmpty(await GatherOwnersAsync(ids, (shard, own, limit) => shard.Database.ReadAsync(query, own, limit), cancellationToken));

    /// <summary>
    /// Like <see cref="QueryOwnersAsync{T}(IEnumerable{long}, Func{long[], Query{T}}, CancellationToken)"/>, but does not fail if no shard
    /// answers.
    /// </summary>
    /// <typeparam name="T">The type of a shard's result.</typeparam>
    /// <param name="ids">Existing ids.</param>
    /// <param name="query">Creates the query of a shard from its ids.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The results.</returns>
    public Task<GatherResult<T>> TryQueryOwnersAsync<T>(
        IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancellationToken) =>
        GatherOwnersAsync(ids, (shard, own, limit) => shard.ReadAsync(query(own), limit), cancellationToken);

    private async Task<GatherResult<T>> GatherOwnersAsync<T>(
        IEnumerable<long> ids, Func<Shard, long[], CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var owners = ids.ToLookup(id =>
            Map.TryFind(id, out var index) ? index : throw new InvalidOperationException($"No shard has id {id}."));
        var configured = owners.Where(owner => owner.Key < All.Count).Select(owner => All[owner.Key]);
        var gathered = await GatherAsync(configured, (shard, limit) => read(shard, [.. owners[shard.Index]], limit), cancellationToken);
        return WithMissing(gathered, [.. owners.Select(owner => owner.Key).Where(index => index >= All.Count)]);
    }

    private static GatherResult<T> WithMissing<T>(GatherResult<T> gathered, IReadOnlyList<int> missing) =>
        missing.Count == 0 ? gathered : gathered with { Missing = [.. gathered.Missing, .. missing] };

    private async Task<GatherResult<T>> GatherAsync<T>(
        IEnumerable<Shard> targets, Func<Shard, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MaxWait);
        var waiting = targets.Select(shard => (Shard: shard, Answer: read(shard, limit.Token))).ToList();
        await WaitForEnoughAsync([.. waiting.Select(one => (Task)one.Answer)], limit.Token);
        cancellationToken.ThrowIfCancellationRequested();

        var answers = new List<T>(waiting.Count);
        var missing = new List<int>();
        foreach (var (shard, answer) in waiting)
        {
            try
            {
                // Does not await the query of a frozen server: its cancellation must be sent to the server and would hang as well.
                answers.Add(answer.IsCompleted ? await answer : throw new TimeoutException("The deadline has passed."));
            }
            catch (Exception e) when (IsUnavailable(e))
            {
                missing.Add(shard.Index);
                LogUnavailable(shard.Index, e.Message);
            }
        }

        if (missing.Count > 0) await limit.CancelAsync();
        return new(answers, missing);
    }

    // Waits for all answers or until the deadline; without any answer by then, for the first: a slow response is better than none.
    private async Task WaitForEnoughAsync(Task[] answers, CancellationToken limit)
    {
        var all = Task.WhenAll(answers);
        await all.WaitAsync(_options.CurrentValue.Deadline, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!limit.IsCancellationRequested && !all.IsCompleted && !answers.Any(answer => answer.IsCompletedSuccessfully))
            await Task.WhenAny([.. answers.Where(answer => !answer.IsCompleted), Task.Delay(Timeout.Infinite, limit)]);
    }

    private static GatherResult<T> ThrowIfEmpty<T>(GatherResult<T> gathered) =>
        gathered.Answers.Count > 0 || gathered.Missing.Count == 0 ? gathered : throw new NpgsqlException("No shard answers.");

    private static bool IsUnavailable(Exception e) =>
        e is OperationCanceledException
            or TimeoutException
            or NpgsqlException { InnerException: not null }
            or NpgsqlException { IsTransient: true }
        || (e is NpgsqlException and not PostgresException);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} did not answer in time; responding without its part: {Reason}")]
    private partial void LogUnavailable(int shard, string reason);
}
