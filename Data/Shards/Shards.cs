using Conduit.Data.Ids;
using Conduit.Data.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.Data.Shards;

/// <summary>All physical shards, and the way from an id to its own.</summary>
public sealed partial class Shards
{
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
    public Shard? Find(long id) => Map.TryFind(id, out var index) && index < All.Count ? All[index] : null;

    /// <summary>The shard of what the id names, for an id that was given.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The shard.</returns>
    /// <exception cref="InvalidOperationException">No connection string leads there.</exception>
    public Shard Of(long id) =>
        Find(id) ?? throw new InvalidOperationException($"No connection string leads to the shard of id {id}: its logical shard is {ConduitId.LogicalShard(id)}.");

    /// <summary>Asks every shard at once and waits until the deadline (setting <c>Data:Deadline</c>); goes on without those that do not answer.</summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="query">What each is asked.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">None answers.</exception>
    public async Task<Gathered<T>> AskAllAsync<T>(Query<T> query, CancellationToken cancel) => OfSome(await GatherAsync(All.Select(shard => (shard, query)), cancel));

    /// <summary>Asks at once each shard that has some of the ids, for those; otherwise as <see cref="AskAllAsync"/>.</summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="ids">Ids that were given.</param>
    /// <param name="query">Makes what a shard is asked from the ids it has.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    /// <exception cref="NpgsqlException">None answers.</exception>
    public async Task<Gathered<T>> AskOwnersAsync<T>(IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancel) => OfSome(await TryOwnersAsync(ids, query, cancel));

    /// <summary>As <see cref="AskOwnersAsync"/>, for those who can do without any answer.</summary>
    /// <typeparam name="T">What one answers.</typeparam>
    /// <param name="ids">Ids that were given.</param>
    /// <param name="query">Makes what a shard is asked from the ids it has.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answers.</returns>
    public Task<Gathered<T>> TryOwnersAsync<T>(IEnumerable<long> ids, Func<long[], Query<T>> query, CancellationToken cancel) =>
        GatherAsync(ids.GroupBy(Of).Select(group => (group.Key, query([.. group]))), cancel);

    private async Task<Gathered<T>> GatherAsync<T>(IEnumerable<(Shard Shard, Query<T> Query)> asked, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(_options.CurrentValue.Deadline);
        var waiting = asked.Select(one => (one.Shard, Answer: one.Shard.ReadAsync(one.Query, deadline.Token))).ToList();
        var answers = new List<T>(waiting.Count);
        var missing = new List<int>();
        foreach (var (shard, answer) in waiting)
        {
            try
            {
                // What a frozen server holds up is left to itself: the cancellation has to be sent to it, too.
                answers.Add(await answer.WaitAsync(deadline.Token));
            }
            catch (Exception e) when (!cancel.IsCancellationRequested && IsAway(e))
            {
                missing.Add(shard.Index);
                LogAway(shard.Index, e.Message);
            }
        }

        return new(answers, missing);
    }

    private static Gathered<T> OfSome<T>(Gathered<T> gathered) =>
        gathered.Answers.Count > 0 || gathered.Missing.Count == 0 ? gathered : throw new NpgsqlException("No shard answers.");

    private static bool IsAway(Exception e) => e is OperationCanceledException or TimeoutException or NpgsqlException { InnerException: not null } or NpgsqlException { IsTransient: true }
        || (e is NpgsqlException and not PostgresException);

    [LoggerMessage(LogLevel.Warning, "Shard {Shard} does not answer in time: {Reason}")]
    private partial void LogAway(int shard, string reason);
}
