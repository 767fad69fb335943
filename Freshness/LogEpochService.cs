using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Freshness;

/// <summary>
/// Begins the epochs of a database whose log alone decides (<see cref="FreshnessFollower.FollowLog"/>): when Redis has none, or when a
/// writer has left a write unfinished.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="log">The log.</param>
/// <param name="writes">Waits for the followers of an epoch that ends.</param>
/// <param name="options">The length of a lease.</param>
/// <param name="logger">The log of this process.</param>
public sealed partial class LogEpochService(
    string database, FreshnessLog log, WriteCoordinator writes, IOptions<FreshnessOptions> options, ILogger<LogEpochService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A write takes milliseconds. Its mark keeps its cache tags invalid, so the mark of a writer that died must not stay.
    private static readonly TimeSpan MaxWriteAge = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await IsDueAsync()) await BeginAsync(stoppingToken);
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsDueAsync()
    {
        try
        {
            return await log.StatusAsync(database) is not { } status || status.OldestWrite > MaxWriteAge;
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            return false;
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var lease = options.Value.LeaseEnd;
        if (await log.ClaimAsync(database, respect: 2 * lease) is not { } claim) return;
        // No follower may answer from the former epoch once the new one is published: writes of the new one are not known there.
        if (claim.Withdrawn is null || !await writes.WithdrawnAsync(database, claim.Withdrawn, claim.Sequence))
            await Task.Delay(lease, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var epoch = Guid.NewGuid().ToString("N");
        if (!cancellationToken.IsCancellationRequested && await log.PublishAsync(database, claim, epoch, baseLsn: 0))
            LogBegun(database, epoch);
    }

    [LoggerMessage(LogLevel.Information, "{Database} is in a new epoch, {Epoch}: all cached values of it are invalid")]
    private partial void LogBegun(string database, string epoch);
}
