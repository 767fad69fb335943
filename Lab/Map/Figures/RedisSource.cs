using System.Collections.Concurrent;
using System.Globalization;
using Conduit.Lab.Map.Model;
using StackExchange.Redis;

namespace Conduit.Lab.Map.Figures;

/// <summary>The counters of a Redis server, from its <c>INFO</c>.</summary>
internal sealed class RedisSource(IConfiguration configuration, TimeProvider time) : ICounterSource, IAsyncDisposable
{
    public const string Commands = "total_commands_processed";
    public const string Memory = "used_memory";
    public const string Clients = "connected_clients";
    public const string Evicted = "evicted_keys";

    // A server that does not answer must not delay the others.
    private const int TimeoutMilliseconds = 800;

    private static readonly string[] Wanted = [Commands, Memory, Clients, Evicted];

    private readonly ConcurrentDictionary<string, Task<ConnectionMultiplexer>> _connections = [];

    public bool CanRead(Part part) => part.Kind is PartKind.Cache && configuration.GetConnectionString(part.Name) is { Length: > 0 };

    public async Task<Counters?> ReadAsync(Part part, CancellationToken cancellationToken)
    {
        var connection = await _connections.GetOrAdd(part.Name, ConnectAsync).WaitAsync(cancellationToken);
        var info = await connection.GetDatabase().ExecuteAsync("INFO").WaitAsync(cancellationToken);
        var totals = info.ToString().Split('\n')
            .Select(line => line.Split(':', 2))
            .Where(pair => pair.Length == 2 && Wanted.Contains(pair[0]))
            .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture));
        return new Counters(time.GetUtcNow(), totals);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.IsCompletedSuccessfully))
            await (await connection).DisposeAsync();
    }

    private Task<ConnectionMultiplexer> ConnectAsync(string name)
    {
        var options = ConfigurationOptions.Parse(configuration.GetConnectionString(name)!);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = options.AsyncTimeout = options.SyncTimeout = TimeoutMilliseconds;
        options.ClientName = "lab";
        // The client counts INFO among the commands of administrators.
        options.AllowAdmin = true;
        return ConnectionMultiplexer.ConnectAsync(options);
    }
}
