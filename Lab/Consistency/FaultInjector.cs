using Npgsql;
using StackExchange.Redis;

namespace Conduit.Lab.Consistency;

/// <summary>Does to the system what happens to systems: Redis hangs, or comes back and knows nothing; a replica falls behind.</summary>
internal sealed class FaultInjector : IAsyncDisposable
{
    private const int PauseMilliseconds = 1500;
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(3);

    private readonly List<(string What, Func<CancellationToken, Task> Do)> _disturbances = [];
    private readonly List<IAsyncDisposable> _held = [];

    private FaultInjector()
    {
    }

    public bool IsAble => _disturbances.Count > 0;

    /// <summary>With what the environment gives: the connection strings that AppHost hands to the resource lab.</summary>
    public static async Task<FaultInjector> CreateAsync()
    {
        var disturber = new FaultInjector();
        foreach (var name in new[] { "stamps", "cache" })
        {
            if (await LabRedis.OpenAsync(name) is { } redis) disturber.AddRedis(name, redis);
        }

        for (var shard = 0; Environment.GetEnvironmentVariable($"ConnectionStrings__conduit-{shard}") is { Length: > 0 } text; shard++) disturber.AddReplica(shard, text);
        return disturber;
    }

    public async Task RunAsync(Tally tally, CancellationToken end)
    {
        var left = new Queue<(string What, Func<CancellationToken, Task> Do)>();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(LongestRest * Random.Shared.NextDouble(), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested) return;
            // In any order, but each before one comes again: so a short run has them all, too.
            if (left.Count == 0) left = new(_disturbances.Shuffle());
            var (what, act) = left.Dequeue();
            try
            {
                await act(end);
                tally.Disturbed(what);
            }
            catch (Exception away) when (away is RedisException or TimeoutException or NpgsqlException)
            {
                // Somebody else disturbs it more.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in _held) await held.DisposeAsync();
    }

    private void AddRedis(string name, ConnectionMultiplexer redis)
    {
        _held.Add(redis);
        _disturbances.Add(($"{name} hangs", _ => redis.GetDatabase().ExecuteAsync("CLIENT", "PAUSE", PauseMilliseconds, "ALL")));
        _disturbances.Add(($"{name} forgets all", _ => redis.GetDatabase().ExecuteAsync("FLUSHALL")));
    }

    private void AddReplica(int shard, string text)
    {
        var nodes = new NpgsqlDataSourceBuilder(text).BuildMultiHost();
        _held.Add(nodes);
        _disturbances.Add(($"replica {shard} stands still", end => StandStillAsync(nodes, end)));
    }

    // Who reads a table there keeps the replica from replaying that it was locked here; and so from all that comes after.
    private static async Task StandStillAsync(NpgsqlMultiHostDataSource nodes, CancellationToken end)
    {
        await using var replica = await nodes.OpenConnectionAsync(TargetSessionAttributes.Standby, end);
        await using var reading = await replica.BeginTransactionAsync(end);
        await RunAsync(replica, "select count(*) from dead_jobs");
        await using (var primary = await nodes.OpenConnectionAsync(TargetSessionAttributes.Primary, end))
        await using (var locking = await primary.BeginTransactionAsync(end))
        {
            await RunAsync(primary, "lock table dead_jobs in access exclusive mode");
            await locking.CommitAsync(CancellationToken.None);
        }

        await Task.Delay(Lag, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
