using System.Collections.Concurrent;
using System.Text.Json;
using Conduit.Freshness;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Caching;

/// <summary>The epochs of the databases, as API servers lend them; asked for again long before they lapse.</summary>
internal sealed partial class LentEpochs(IProxyStateLookup proxy, FreshnessFollower follower, ILogger<LentEpochs> logger) : BackgroundService
{
    private const string Cluster = "api";
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, Loan> _loans = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = Patience, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };

    /// <summary>The epoch that a database's row holds; null when nobody knows just now.</summary>
    public string? Current(string database) => _loans.TryGetValue(database, out var loan) && TimeProvider.System.GetElapsedTime(loan.Asked) < loan.Rest ? loan.Epoch : null;

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await AskAsync(stoppingToken);
            await Task.Delay(Pulse, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(CancellationToken stop)
    {
        foreach (var server in Servers())
        {
            try
            {
                var asked = TimeProvider.System.GetTimestamp();
                var epochs = await _http.GetFromJsonAsync<LentEpoch[]>(new Uri(new Uri(server.Model.Config.Address), LentEpoch.Path), stop);
                foreach (var (database, epoch, rest) in epochs ?? [])
                {
                    _loans[database] = new(epoch, asked, TimeSpan.FromMilliseconds(rest));
                    follower.Follow(database);
                }

                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException or NotSupportedException)
            {
                // The next one knows as much; without any, the loans lapse by themselves.
                if (!stop.IsCancellationRequested) LogAway(server.DestinationId, e.Message);
            }
        }
    }

    private List<DestinationState> Servers()
    {
        if (!proxy.TryGetCluster(Cluster, out var cluster)) return [];
        var servers = cluster.DestinationsState.AvailableDestinations.ToArray();
        Random.Shared.Shuffle(servers);
        return [.. servers];
    }

    [LoggerMessage(LogLevel.Debug, "{Server} lends no epochs: {Reason}")]
    private partial void LogAway(string server, string reason);

    private sealed record Loan(string Epoch, long Asked, TimeSpan Rest);
}
