using Conduit.Freshness;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Reads the epoch's row at intervals, and begins a new epoch when Redis has none that fits. The rules and why each is needed:
/// docs/freshness.md.
/// </summary>
internal sealed partial class EpochMonitor(
    string database, PrimaryConnector primary, FreshnessLog log, WriteCoordinator writes, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // A write takes milliseconds. A new epoch rejects one that takes longer than this, and it is sent again.
    private static readonly TimeSpan MaxWriteAge = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For how long a server that begins a new epoch is waited for: it takes 1.1 s at most, unless the server or Redis stops meanwhile.
    /// </summary>
    public static readonly TimeSpan NewEpochTimeout = TimeSpan.FromSeconds(1.5);

    // How often a write that waits for a bypass looks whether a new epoch has made it needless.
    private static readonly TimeSpan BypassCheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _beginning = new(1);

    // Not the same: beginning an epoch may wait for a Redis that no longer answers.
    private readonly SemaphoreSlim _bypassing = new(1);
    private readonly EpochReadings _row = new(primary);

    /// <summary>The row's epoch, while the last read is valid and the epoch is of the primary's timeline; else null.</summary>
    public string? Current => CurrentLease?.Epoch;

    /// <summary>The row's epoch, and for how long the last read is still valid; null when it is not.</summary>
    public (string Epoch, TimeSpan Remaining)? CurrentLease =>
        _row.Latest is { IsValidOnTimeline: true, Remaining: var remaining, Epoch: var epoch } && remaining > TimeSpan.Zero
            ? (epoch, remaining)
            : null;

    /// <summary>Where the primary's WAL ended at the last read.</summary>
    public ulong PrimaryLsn => _row.Latest?.Lsn ?? 0;

    /// <summary>The log in Redis at the last read; null when Redis did not answer or had no epoch.</summary>
    public LogStatus? Log { get; private set; }

    /// <summary>Whether the row said bypass at the last read: then a write need not begin in Redis.</summary>
    public bool IsBypassed => _row.Latest is { IsBypass: true };

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reading = await _row.ReadAsync(cancellationToken);
                await writes.PrepareAsync(database);
                if (await IsDueAsync(reading))
                {
                    // Every server sees it: the first to act is enough.
                    await Task.Delay(Random.Shared.Next(50), cancellationToken);
                    await BeginNewEpochAsync(force: false, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // The last read expires by itself.
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// If one is due, begins a new epoch: withdraws the old one, waits for writes under way, and publishes the new one with a base that
    /// covers them.
    /// </summary>
    /// <param name="force">Begins one even though none is due.</param>
    /// <param name="cancellationToken">Cancels it; then the epoch is withdrawn and another server begins a new one.</param>
    /// <returns>Whether the former epoch is over for every server.</returns>
    public async Task<bool> BeginNewEpochAsync(bool force, CancellationToken cancellationToken)
    {
        await _beginning.WaitAsync(cancellationToken);
        try
        {
            if (!force && !await IsDueAsync(await _row.ReadAsync(cancellationToken))) return false;
            if (await log.ClaimAsync(database, force ? TimeSpan.Zero : NewEpochTimeout) is not { } claim) return false;
            var before = await _row.ReadAsync(cancellationToken);
            var epoch = EpochRow.NewName(before.Timeline);
            var (former, baseLsn) = await _row.ReplaceAsync(epoch, cancellationToken);
            var reading = await _row.ReadAsync(cancellationToken);
            // Nothing is answered from a bypass: only reads of the row from before it must have expired.
            await WaitUntilOverAsync(claim, former, former == before.Epoch && before.IsBypass ? before : reading, cancellationToken);
            if ((await _row.ReadAsync(cancellationToken)).Epoch == epoch && await log.PublishAsync(database, claim, epoch, baseLsn))
                LogNewEpoch(database, epoch);
            return true;
        }
        finally
        {
            _beginning.Release();
        }
    }

    /// <summary>
    /// Prepares a write that does not begin in Redis: sets the row to bypass, and returns when every older read of the row has expired.
    /// Only the first such write waits; while the row stays on bypass, the others go on at once.
    /// </summary>
    /// <param name="onlyIfBypassed">Whether only an existing bypass is used: the row is not changed.</param>
    /// <param name="since">
    /// When the write was to begin in Redis: an epoch that was first seen later shows that Redis answers again, and is not replaced.
    /// </param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>
    /// The epoch to write in; null when another server has begun one meanwhile: readers rely on the event log there, so only writes that
    /// have begun in Redis may be sent.
    /// </returns>
    public async Task<string?> BypassAsync(bool onlyIfBypassed, long since, CancellationToken cancellationToken)
    {
        await _bypassing.WaitAsync(cancellationToken);
        try
        {
            var reading = await _row.ReadAsync(cancellationToken);
            if (!reading.IsBypass)
            {
                if (onlyIfBypassed || reading.FirstSeenAt > since) return null;
                await _row.ReplaceAsync(EpochRow.Bypass + Guid.NewGuid().ToString("N"), cancellationToken);
                LogBypassed(database);
                reading = await _row.ReadAsync(cancellationToken);
                if (!reading.IsBypass) return null;
            }

            while (reading.RemainingForOlderEpochs is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest < BypassCheckInterval ? rest : BypassCheckInterval, cancellationToken);
                if (_row.Latest?.Epoch != reading.Epoch) return null;
            }

            return reading.Epoch;
        }
        finally
        {
            _bypassing.Release();
        }
    }

    public void Dispose()
    {
        _beginning.Dispose();
        _bypassing.Dispose();
    }

    // No server may answer from the former epoch once the new one is published, for writes of the new one are not known there. Either is
    // enough: that all followers have acknowledged its withdrawal, or that all reads of an older row have expired.
    private async Task WaitUntilOverAsync(EpochClaim claim, string former, EpochReading reading, CancellationToken cancellationToken)
    {
        var leases = WaitForLeasesAsync(former, reading, cancellationToken);
        if (claim.Withdrawn is not null && !leases.IsCompleted)
        {
            var withdrawal = writes.WithdrawnAsync(database, claim.Withdrawn, claim.Sequence);
            if (await Task.WhenAny(withdrawal, leases) == withdrawal && await withdrawal) return;
        }

        await leases;
    }

    private static async Task WaitForLeasesAsync(string former, EpochReading reading, CancellationToken cancellationToken)
    {
        // No server can have cached anything before the first epoch.
        if (former == Routing.Epoch.None) return;
        if (reading.RemainingForOlderEpochs is var rest && rest > TimeSpan.Zero) await Task.Delay(rest, cancellationToken);
    }

    // Redis has no epoch, another one than the row, or one of another timeline; or a pending write is never ended.
    private async Task<bool> IsDueAsync(EpochReading reading)
    {
        try
        {
            Log = await log.StatusAsync(database);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            Log = null;
            return false;
        }

        return Log is not { } status || status.Epoch != reading.Epoch || !reading.IsValidOnTimeline || status.OldestWrite > MaxWriteAge;
    }

    [LoggerMessage(LogLevel.Information, "{Database} is in a new epoch, {Epoch}: all cached values of it are invalid")]
    private partial void LogNewEpoch(string database, string epoch);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis 'freshness' does not answer; until it does, {Database} is written to without it and read from its primary")]
    private partial void LogBypassed(string database);
}
