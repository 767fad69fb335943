using System.Diagnostics;
using Conduit.Lab.Api;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Lab.Consistency;

/// <summary>
/// Injects faults into the running system: Redis hangs, loses its connections or its data, or returns to an older state; API servers and
/// the edge are suspended; a replica lags.
/// </summary>
internal sealed class FaultInjector : IAsyncDisposable
{
    private const int RedisPauseMilliseconds = 1500;
    private static readonly TimeSpan ReplicaLag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CopyAge = TimeSpan.FromSeconds(1);

    // A follower is suspended for less than the duration of a lease, and for more.
    private static readonly TimeSpan MinSuspension = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxSuspension = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(3);

    private readonly List<(string Name, Func<CancellationToken, Task> InjectAsync)> _faults = [];
    private readonly List<IAsyncDisposable> _connections = [];

    private readonly Tally _tally;

    private FaultInjector(Tally tally) => _tally = tally;

    /// <summary>Whether the environment has the connection strings that at least one fault needs.</summary>
    public bool HasFaults => _faults.Count > 0;

    /// <summary>Uses the connection strings that AppHost passes to the resource <c>lab</c>.</summary>
    public static async Task<FaultInjector> CreateAsync(Tally tally)
    {
        var injector = new FaultInjector(tally);
        foreach (var name in new[] { "freshness", "cache" })
        {
            if (await LabRedis.OpenAsync(name) is { } redis) injector.AddRedis(name, redis);
        }

        await injector.AddFollowersAsync();

        for (var shard = 0; ConnectionString($"conduit-{shard}") is { } text; shard++) injector.AddReplica(shard, text);
        return injector;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var remaining = new Queue<(string Name, Func<CancellationToken, Task> InjectAsync)>();
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(MaxInterval * Random.Shared.NextDouble(), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) return;
            // In random order, but all of them before one is repeated: so even a short run has each fault.
            if (remaining.Count == 0) remaining = new(_faults.Shuffle());
            var (name, injectAsync) = remaining.Dequeue();
            try
            {
                await injectAsync(cancellationToken);
                _tally.AddInjectedFault(name);
                Progress.Say($"fault: {name}");
            }
            catch (Exception e) when (e is RedisException or TimeoutException or NpgsqlException)
            {
                // The server is down for another reason, such as a test that kills it: this fault is not counted.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }

    private void AddRedis(string name, ConnectionMultiplexer redis)
    {
        _connections.Add(redis);
        Add($"{name} hangs", "CLIENT", "PAUSE", RedisPauseMilliseconds, "ALL");
        Add($"{name} loses its connections", "CLIENT", "KILL", "TYPE", "normal");
        Add($"{name} forgets all", "FLUSHALL");

        void Add(string fault, string command, params object[] arguments) =>
            _faults.Add((fault, _ => redis.GetDatabase().ExecuteAsync(command, arguments)));
    }

    // Followers are found by the Redis server that they follow.
    private async Task AddFollowersAsync()
    {
        const string Name = "freshness";
        if (ConnectionString(Name) is not { } text) return;
        foreach (var follower in FollowerProcesses.Names(text))
            _faults.Add(($"{follower} stands still", cancellationToken => SuspendAsync(follower, text, cancellationToken)));

        var redis = (await LabRedis.OpenAsync(Name))!;
        _connections.Add(redis);
        var server = redis.GetServers()[0];
        if (await RedisCopy.FindProgramAsync(server) is not { } program) return;
        var password = ConfigurationOptions.Parse(text).Password;
        _faults.Add((
            $"{Name} becomes an older copy of itself",
            cancellationToken => ReplaceAsync(program, server, password, cancellationToken)));
    }

    private async Task SuspendAsync(string follower, string connection, CancellationToken cancellationToken)
    {
        var time = MinSuspension + ((MaxSuspension - MinSuspension) * Random.Shared.NextDouble());
        await FollowerProcesses.SuspendAsync(follower, connection, time, cancellationToken);
        _tally.AddResumption(follower);
    }

    private static async Task ReplaceAsync(ProcessStartInfo program, IServer server, string? password, CancellationToken cancellationToken)
    {
        await using var copy = await RedisCopy.StartAsync(program, server, password);
        await Task.Delay(CopyAge, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await copy.ReplaceAsync(server);
    }

    private void AddReplica(int shard, string text)
    {
        var nodes = new NpgsqlDataSourceBuilder(text).BuildMultiHost();
        _connections.Add(nodes);
        _faults.Add(($"replica {shard} stands still", cancellationToken => DelayReplicaAsync(nodes, cancellationToken)));
    }

    // A transaction that reads a table on the replica prevents the replay of an exclusive lock on the primary, and of all later changes.
    private static async Task DelayReplicaAsync(NpgsqlMultiHostDataSource nodes, CancellationToken cancellationToken)
    {
        await using var replica = await nodes.OpenConnectionAsync(TargetSessionAttributes.Standby, cancellationToken);
        await using var reading = await replica.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(replica, "select count(*) from dead_jobs");
        await using (var primary = await nodes.OpenConnectionAsync(TargetSessionAttributes.Primary, cancellationToken))
        await using (var locking = await primary.BeginTransactionAsync(cancellationToken))
        {
            await ExecuteAsync(primary, "lock table dead_jobs in access exclusive mode");
            await locking.CommitAsync(CancellationToken.None);
        }

        await Task.Delay(ReplicaLag, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string? ConnectionString(string name) =>
        Environment.GetEnvironmentVariable($"ConnectionStrings__{name}") is { Length: > 0 } text ? text : null;
}
