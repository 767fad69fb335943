using Conduit.Freshness;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// Reads the epoch's row at intervals, and begins a new epoch when Redis has none that fits. The rules and why each is needed:
/// docs/freshness.md.
/// </summary>
internal sealed partial class EpochMonitor(
    string database, PrimaryConnector primary, FreshnessLog log, WriteCoordinator writes, ILogger logger) : IDisposable
{
    /// <summary>
    /// How long a read of the row is valid, counted from before it was sent. The same on every server: a write that bypasses Redis waits as
    /// long.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // A write takes milliseconds. A new epoch rejects one that takes longer than this, and it is sent again.
    private static readonly TimeSpan MaxWriteAge = TimeSpan.FromSeconds(10);

    /// <summary>The longest time that a new epoch takes: for acknowledgements, and for reads of the row to expire.</summary>
    public static readonly TimeSpan RenewalTimeout = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _renewing = new(1);
    private volatile Reading? _reading;

    /// <summary>The row's epoch, while the last read is valid and the epoch is of the primary's timeline; else null.</summary>
    public string? Current => CurrentLease?.Epoch;

    /// <summary>The row's epoch, and for how long the last read is still valid; null when it is not.</summary>
    public (string Epoch, TimeSpan Left)? CurrentLease =>
        _reading is { IsOfTimeline: true } reading && Left(reading) is var left && left > TimeSpan.Zero ? (reading.Epoch, left) : null;

    /// <summary>Where the primary's log ended at the last read.</summary>
    public ulong PrimaryPosition => _reading?.Position ?? 0;

    /// <summary>The log in Redis at the last read; null when Redis did not answer or had no epoch.</summary>
    public LogStatus? Log { get; private set; }

    /// <summary>Whether the row said bypass at the last read: then a write need not be announced.</summary>
    public bool IsBypassed => _reading is { } reading && EpochRow.IsBypass(reading.Epoch);

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var reading = await ReadAsync(cancellationToken);
                await writes.PrepareAsync(database);
                if (await IsDueAsync(reading))
                {
                    // Every server sees it: the first to act is enough.
                    await Task.Delay(Random.Shared.Next(50), cancellationToken);
                    await RenewAsync(force: false, cancellationToken);
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
    public async Task<bool> RenewAsync(bool force, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (!force && !await IsDueAsync(await ReadAsync(cancellationToken))) return false;
            if (await log.ClaimAsync(database, force ? TimeSpan.Zero : RenewalTimeout) is not { } claim) return false;
            var before = await ReadAsync(cancellationToken);
            var epoch = EpochRow.NewName(before.Timeline);
            var (former, position) = await ReplaceAsync(epoch, cancellationToken);
            var reading = await ReadAsync(cancellationToken);
            // Nothing is answered from a bypass: only reads of the row from before it must have expired.
            await WaitUntilOverAsync(claim, former, former == before.Epoch && EpochRow.IsBypass(former) ? before : reading, cancellationToken);
            if ((await ReadAsync(cancellationToken)).Epoch == epoch && await log.PublishAsync(database, claim, epoch, position))
                LogRenewed(database, epoch);
            return true;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>
    /// Prepares a write that is not announced in Redis: sets the row to bypass, and returns when every older read of the row has expired.
    /// Only the first such write waits; while the row stays on bypass, the others go on at once.
    /// </summary>
    /// <param name="isSet">Whether the row must say bypass already: it is not changed then.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>
    /// The epoch to write in; null when another server has begun one meanwhile: readers rely on announcements there, so only announced
    /// writes may be sent.
    /// </returns>
    public async Task<string?> BypassAsync(bool isSet, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            var reading = await ReadAsync(cancellationToken);
            if (!EpochRow.IsBypass(reading.Epoch))
            {
                if (isSet) return null;
                await ReplaceAsync(EpochRow.Bypass + Guid.NewGuid().ToString("N"), cancellationToken);
                LogBypassed(database);
                reading = await ReadAsync(cancellationToken);
                if (!EpochRow.IsBypass(reading.Epoch)) return null;
            }

            await WaitForLeasesAsync(former: "", reading, cancellationToken);
            return reading.Epoch;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    // No server may answer from the former epoch once the new one is published, for writes of the new one are not known there. Either is
    // enough: that all followers have acknowledged its withdrawal, or that all reads of an older row have expired.
    private async Task WaitUntilOverAsync(EpochClaim claim, string former, Reading reading, CancellationToken cancellationToken)
    {
        var leases = WaitForLeasesAsync(former, reading, cancellationToken);
        if (claim.Withdrawn is not null && !leases.IsCompleted)
        {
            var withdrawal = writes.WithdrawnAsync(database, claim.Withdrawn, claim.Position);
            if (await Task.WhenAny(withdrawal, leases) == withdrawal && await withdrawal) return;
        }

        await leases;
    }

    // No read of an older row can have begun since this one was first seen. A tenth more, because clocks differ in speed.
    private static async Task WaitForLeasesAsync(string former, Reading reading, CancellationToken cancellationToken)
    {
        // No server can have cached anything before the first epoch.
        if (former == Routing.Epoch.None) return;
        var rest = Lease * 1.1 - TimeProvider.System.GetElapsedTime(reading.FirstSeenAt);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, cancellationToken);
    }

    private static TimeSpan Left(Reading reading) => Lease - TimeProvider.System.GetElapsedTime(reading.SentAt);

    private async Task<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await primary.OpenAsync(cancellationToken);
        var sentAt = TimeProvider.System.GetTimestamp();
        await using var command = new NpgsqlCommand(EpochRow.Read, connection) { CommandTimeout = (int)Lease.TotalSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var epoch = reader.GetString(0);
        var now = TimeProvider.System.GetTimestamp();
        var firstSeenAt = _reading is { } before && before.Epoch == epoch ? before.FirstSeenAt : now;
        var position = (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1);
        return _reading = new Reading(epoch, sentAt, firstSeenAt, position, reader.GetString(2));
    }

    // Redis has no epoch, another one than the row, or one of another timeline; or an announced write is never ended.
    private async Task<bool> IsDueAsync(Reading reading)
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

        return Log is not { } status || status.Epoch != reading.Epoch || !reading.IsOfTimeline || status.OldestWrite > MaxWriteAge;
    }

    // The former epoch, and where the log ended after the new one was committed.
    private async Task<(string Former, ulong Position)> ReplaceAsync(string epoch, CancellationToken cancellationToken)
    {
        await using var connection = await primary.OpenAsync(cancellationToken);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new(EpochRow.Lock));
        batch.BatchCommands.Add(new("select value from epoch"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Replace) { AppendErrorBarrier = true }.With(epoch));
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var former = await reader.ValueAsync<string>(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (former, (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(cancellationToken));
    }

    [LoggerMessage(LogLevel.Information, "{Database} is in a new epoch, {Epoch}: all cached values of it are invalid")]
    private partial void LogRenewed(string database, string epoch);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis 'freshness' does not answer; until it does, {Database} is written to without it and read from its primary")]
    private partial void LogBypassed(string database);

    private sealed record Reading(string Epoch, long SentAt, long FirstSeenAt, ulong Position, string Timeline)
    {
        public bool IsOfTimeline => EpochRow.IsOn(Epoch, Timeline);
    }
}
