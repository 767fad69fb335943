using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Conduit.Freshness;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Caching;

/// <summary>
/// The epochs of the databases' rows, leased by API servers and renewed long before they end; makes the edge follow those databases.
/// </summary>
internal sealed partial class EpochLeaseService(
    IProxyStateLookup proxy, FreshnessFollower follower, Servers servers, ILogger<EpochLeaseService> logger) : BackgroundService
{
    private const string Cluster = "api";
    private const string MediaDatabase = "media";

    // A lease is valid for a second at most. Renewed every 200 ms, it survives one server that does not respond within 400 ms.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, Lease> _leases = [];

    private readonly HttpClient _http =
        new(new SocketsHttpHandler { ConnectTimeout = Timeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout };

    /// <summary>The epoch that a database's row holds; null without a lease.</summary>
    public string? Current(string database) =>
        _leases.TryGetValue(database, out var lease) && Stopwatch.GetElapsedTime(lease.RequestedAt) < lease.Length
            ? lease.Epoch
            : null;

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // No server leases an epoch of the media service: its log alone decides, so its pictures stay valid while it is stopped.
        if (servers.Media.Http.Count > 0) follower.FollowLog(MediaDatabase);
        while (!stoppingToken.IsCancellationRequested)
        {
            await RenewAsync(stoppingToken);
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        foreach (var server in ApiServers())
        {
            try
            {
                var requestedAt = Stopwatch.GetTimestamp();
                var url = new Uri(new Uri(server.Model.Config.Address), EpochLease.Path);
                var epochs = await _http.GetFromJsonAsync<EpochLease[]>(url, cancellationToken);
                foreach (var (database, epoch, milliseconds) in epochs ?? [])
                {
                    _leases[database] = new(epoch, requestedAt, TimeSpan.FromMilliseconds(milliseconds));
                    follower.Follow(database, () => Current(database));
                }

                return;
            }
            catch (Exception e) when (e is HttpRequestException
                or IOException
                or OperationCanceledException
                or JsonException
                or NotSupportedException)
            {
                // Any other server can renew the leases; without one they end by themselves.
                if (!cancellationToken.IsCancellationRequested) LogFailed(server.DestinationId, e.Message);
            }
        }
    }

    private List<DestinationState> ApiServers()
    {
        if (!proxy.TryGetCluster(Cluster, out var cluster)) return [];
        var servers = cluster.DestinationsState.AvailableDestinations.ToArray();
        Random.Shared.Shuffle(servers);
        return [.. servers];
    }

    [LoggerMessage(LogLevel.Debug, "{Server} did not lease its epochs; trying another server: {Reason}")]
    private partial void LogFailed(string server, string reason);

    private sealed record Lease(string Epoch, long RequestedAt, TimeSpan Length);
}
