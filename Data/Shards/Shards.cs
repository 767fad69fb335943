using Conduit.Data.Ids;
using Conduit.Data.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>All physical shards, and the way from an id to its own.</summary>
public sealed partial class Shards
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

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

    /// <summary>Which shard holds what.</summary>
    public ShardMap Map { get; } = new();

    /// <summary>The shard of what the id names, or null when no shard is its own: such an id was never given.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="ShardNotConfiguredException">The shard is on the map and this process has no connection string for it.</exception>
    public Shard? Find(long id) =>
        !Map.TryFind(id, out var index) ? null
        : index < All.Count ? All[index]
        : throw new ShardNotConfiguredException(index);

    /// <summary>The shard of what the id names, for an id that was given.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="ShardNotConfiguredException">The shard is on the map and this process has no connection string for it.</exception>
    /// <exception cref="InvalidOperationException">No shard has such ids.</exception>
    public Shard Of(long id) =>
        Find(id) ?? throw new InvalidOperationException($"No shard has id {id}: its logical shard is {ConduitId.LogicalShard(id)}.");

    /// <summary>
    /// Asks every shard at once and waits until the deadline (setting <c>Data:Deadline</c>), or for the first that answers; goes on without
    /// those that do not.
    /// </summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="query">What each is asked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">None answers.</exception>
    public async Task<GatherResult<T>> QueryAllAsync<T>(Query<T> query, CancellationToken cancellationToken) =>
        OfSome(WithMissing(await GatherAsync(All, (shard, limit) => shard.ReadAsync(query, limit), cancellationToken), Map.NotConfigured(All.Count)));

    /// <summary>Asks at once each shard that has some of the ids, for those; otherwise as <see cref="QueryAllAsync"/>.</summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="ids">Ids that were given.</param>
    /// <param name="query">Makes what a shard is asked from the ids it has.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">None answers.</exception>
    public async Task<GatherResult<T>> AskOwnersAsync<T>(IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancellationToken) => OfSome(await TryOwnersAsync(ids, query, cancellationToken));

    /// <summary>
    /// Asks at once each shard that has some of the ids, for those, each of which may be kept by itself; otherwise as
    /// <see cref="QueryAllAsync"/>.
    /// </summary>
    /// <typeparam name="T">What comes of one.</typeparam>
    /// <param name="ids">Ids that were given.</param>
    /// <param name="query">What is asked about each.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">None answers.</exception>
    public async Task<GatherResult<List<T>>> AskOwnersAsync<T>(IEnumerable<long> ids, BatchQuery<T> query, CancellationToken cancellationToken) =>
        OfSome(await GatherOwnersAsync(ids, (shard, own, limit) => shard.Database.ReadAsync(query, own, limit), cancellationToken));

    /// <summary>
    /// As <see cref="AskOwnersAsync{T}(IEnumerable{long}, Func{long[], Query{T}}, CancellationToken)"/>, for those who can do without any
    /// answer.
    /// </summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="ids">Ids that were given.</param>
    /// <param name="query">Makes what a shard is asked from the ids it has.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    public Task<GatherResult<T>> TryOwnersAsync<T>(IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancellationToken) =>
        GatherOwnersAsync(ids, (shard, own, limit) => shard.ReadAsync(query(own), limit), cancellationToken);

    private async Task<GatherResult<T>> GatherOwnersAsync<T>(
        IEnumerable<long> ids, Func<Shard, long[], CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var owners = ids.ToLookup(id =>
            Map.TryFind(id, out var index) ? index : throw new InvalidOperationException($"No shard has id {id}."));
        var configured = owners.Where(owner => owner.Key < All.Count).Select(owner => All[owner.Key]);
        var gathered = await GatherAsync(configured, (shard, limit) => ask(shard, [.. owners[shard.Index]], limit), cancellationToken);
        return WithMissing(gathered, [.. owners.Select(owner => owner.Key).Where(index => index >= All.Count)]);
    }

    private static GatherResult<T> WithMissing<T>(GatherResult<T> gathered, IReadOnlyList<int> missing) =>
        missing.Count == 0 ? gathered : gathered with { Missing = [.. gathered.Missing, .. missing] };

    private async Task<GatherResult<T>> GatherAsync<T>(IEnumerable<Shard> asked, Func<Shard, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        var waiting = asked.Select(shard => (Shard: shard, Answer: ask(shard, limit.Token))).ToList();
        await EnoughAsync([.. waiting.Select(one => (Task)one.Answer)], limit.Token);
        cancellationToken.ThrowIfCancellationRequested();

        var answers = new List<T>(waiting.Count);
        var missing = new List<int>();
        foreach (var (shard, answer) in waiting)
        {
            try
            {
                // What a frozen server holds up is left to itself: the cancellation has to be sent to it, too.
                answers.Add(answer.IsCompleted ? await answer : throw new TimeoutException("The deadline has passed."));
            }
            catch (Exception e) when (IsAway(e))
            {
                missing.Add(shard.Index);
                LogAway(shard.Index, e.Message);
            }
        }

        await limit.CancelAsync();
        return new(answers, missing);
    }

    // All answers, or those there are at the deadline; if there is none by then, the first: slow is better than nothing.
    private async Task EnoughAsync(Task[] answers, CancellationToken limit)
    {
        var all = Task.WhenAll(answers);
        await Task.WhenAny(all, Task.Delay(_options.CurrentValue.Deadline, limit));
        while (!limit.IsCancellationRequested && !all.IsCompleted && !answers.Any(answer => answer.IsCompletedSuccessfully))
            await Task.WhenAny([.. answers.Where(answer => !answer.IsCompleted), Task.Delay(Timeout.Infinite, limit)]);
    }

    private static GatherResult<T> OfSome<T>(GatherResult<T> gathered) =>
        gathered.Answers.Count > 0 || gathered.Missing.Count == 0 ? gathered : throw new NpgsqlException("No shard answers.");

    private static bool IsAway(Exception e) => e is OperationCanceledException or TimeoutException or NpgsqlException { InnerException: not null } or NpgsqlException { IsTransient: true }
        || (e is NpgsqlException and not PostgresException);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} does not answer in time: {Reason}")]
    private partial void LogAway(int shard, string reason);
}
