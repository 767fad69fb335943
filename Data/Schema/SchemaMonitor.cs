using Conduit.Data.Accounts;
using Conduit.Data.Shards;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>
/// Waits until every database has this build's schema, then reads the map of the shards periodically, because it may change.
/// </summary>
public sealed partial class SchemaMonitor(Databases databases, Shards.Shards shards, ILogger<SchemaMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan WaitingInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MapInterval = TimeSpan.FromSeconds(30);

    // The map is read periodically; each missing connection string is logged only once.
    private readonly HashSet<int> _reported = [];

    /// <summary>What the service waits for; null when it is ready.</summary>
    public string? WaitingFor { get; private set; } = "the first check of the schema";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var missing = WaitingFor is null ? null : await FindMissingAsync(stoppingToken);
                if (missing is null) await ReadMapAsync(stoppingToken);
                Report(missing);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                if (WaitingFor is not null) Report($"a database that answers ({e.Message})");
            }

            var interval = WaitingFor is null ? MapInterval : WaitingInterval;
            await Task.Delay(interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> FindMissingAsync(CancellationToken cancellationToken)
    {
        if (!await SchemaVersion.HasAsync(databases.Accounts, SchemaVersion.Newest<AccountsContext>(), cancellationToken))
            return "the schema of accounts";
        var newest = SchemaVersion.Newest<ShardContext>();
        foreach (var shard in shards.All)
        {
            if (!await SchemaVersion.HasAsync(shard.Database, newest, cancellationToken)) return $"the schema of {shard.Database.Name}";
        }

        var places = await PlacesAsync(cancellationToken);
        return shards.All.FirstOrDefault(shard => places.All(place => place.Physical != shard.Index)) is { } without
            ? $"{DataOptions.ShardName(without.Index)} to get its logical shards"
            : null;
    }

    private async Task ReadMapAsync(CancellationToken cancellationToken)
    {
        shards.Map.Replace(await PlacesAsync(cancellationToken));
        foreach (var shard in shards.Map.NotConfigured(shards.All.Count).Where(_reported.Add))
            LogNotConfigured(MissingShard.Of(shard));
    }

    private Task<List<(short Logical, short Physical)>> PlacesAsync(CancellationToken cancellationToken) =>
        Placement.AllAsync(databases.Accounts.Primary, cancellationToken);

    private void Report(string? waitingFor)
    {
        if (waitingFor == WaitingFor) return;
        WaitingFor = waitingFor;
        if (waitingFor is null) LogCurrent();
        else LogWaiting(waitingFor);
    }

    [LoggerMessage(LogLevel.Information, "Waiting for {What}")]
    private partial void LogWaiting(string what);

    [LoggerMessage(
        LogLevel.Error, "A shard gets no new users, and requests for its rows fail with 503, until this process is restarted: {Reason}")]
    private partial void LogNotConfigured(string reason);

    [LoggerMessage(LogLevel.Information, "The schema of every database is current")]
    private partial void LogCurrent();
}
