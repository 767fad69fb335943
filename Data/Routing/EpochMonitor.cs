using Conduit.Freshness;
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

    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);

    // A write takes milliseconds; one that takes longer than this may find itself fenced off, and begins again.
    private static readonly TimeSpan OldMark = TimeSpan.FromSeconds(10);

    /// <summary>The longest time that a new epoch takes: for acknowledgements, and for reads of the row to expire.</summary>
    public static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _renewing = new(1);
    private volatile Sight? _sight;

    /// <summary>The row's epoch, while the last read is valid and the epoch is of the primary's timeline; else null.</summary>
    public string? Current => CurrentLease?.Epoch;

    /// <summary>The row's epoch, and for how long the last read is still valid; null when it is not.</summary>
    public (string Epoch, TimeSpan Left)? CurrentLease =>
        _sight is { IsOfTimeline: true } sight && Left(sight) is var left && left > TimeSpan.Zero ? (sight.Epoch, left) : null;

    /// <summary>Where the primary's log ended at the last read.</summary>
    public ulong PrimaryPosition => _sight?.Position ?? 0;

    /// <summary>The log in Redis at the last read; null when Redis did not answer or had no epoch.</summary>
    public LogStatus? Log { get; private set; }

    public async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var sight = await SeeAsync(stop);
                await writes.PrepareAsync(database);
                if (await IsDueAsync(sight))
                {
                    // Every server sees it: the first to act is enough.
                    await Task.Delay(Random.Shared.Next(50), stop);
                    await RenewAsync(force: false, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // The last read expires by itself.
            }

            await Task.Delay(Pulse, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            if (!force && !await IsDueAsync(await SeeAsync(cancellationToken))) return false;
            if (await log.ClaimAsync(database, force ? TimeSpan.Zero : LongestRenewal) is not { } claim) return false;
            var epoch = EpochRow.NewName((await SeeAsync(cancellationToken)).Timeline);
            var (former, position) = await ReplaceAsync(epoch, cancellationToken);
            var sight = await SeeAsync(cancellationToken);
            // No server may answer from the former epoch once the new one is published, for writes of the new one are not known there.
            if (claim.Withdrawn is null || !await writes.WithdrawnAsync(database, claim.Withdrawn, claim.Position))
                await EndLooksAsync(former, sight, cancellationToken);
            if ((await SeeAsync(cancellationToken)).Epoch == epoch && await log.PublishAsync(database, claim, epoch, position))
                LogRenewed(database, epoch);
            return true;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>
    /// Prepares a write that cannot be announced in Redis: sets the row to bypass, and returns when every older read of the row has
    /// expired. Only the first such write waits; while the row stays on bypass, the others go on at once.
    /// </summary>
    /// <returns>
    /// The epoch to write in; null when another server has begun one meanwhile: readers rely on announcements there, so only announced
    /// writes may be sent.
    /// </returns>
    public async Task<string?> BypassAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            var sight = await SeeAsync(cancellationToken);
            if (!EpochRow.IsBypass(sight.Epoch))
            {
                await ReplaceAsync(EpochRow.Bypass + Guid.NewGuid().ToString("N"), cancellationToken);
                LogBypassed(database);
                sight = await SeeAsync(cancellationToken);
                if (!EpochRow.IsBypass(sight.Epoch)) return null;
            }

            await EndLooksAsync(former: "", sight, cancellationToken);
            return sight.Epoch;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    // No read of an older row can have begun since this one was first seen. A tenth more, because clocks differ in speed.
    private static async Task EndLooksAsync(string former, Sight sight, CancellationToken cancellationToken)
    {
        // No server can have cached anything before the first epoch.
        if (former == Routing.Epoch.None) return;
        var rest = Lease * 1.1 - TimeProvider.System.GetElapsedTime(sight.FirstSeen);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, cancellationToken);
    }

    private static TimeSpan Left(Sight sight) => Lease - TimeProvider.System.GetElapsedTime(sight.Asked);

    private async Task<Sight> SeeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await primary.OpenAsync(cancellationToken);
        var asked = TimeProvider.System.GetTimestamp();
        await using var command = new NpgsqlCommand(EpochRow.Read, connection) { CommandTimeout = (int)Lease.TotalSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var epoch = reader.GetString(0);
        var seen = TimeProvider.System.GetTimestamp();
        var firstSeen = _sight is { } before && before.Epoch == epoch ? before.FirstSeen : seen;
        var position = (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1);
        return _sight = new Sight(epoch, asked, firstSeen, position, reader.GetString(2));
    }

    // No copy, another one than the row's, one of another timeline, or a mark that is never removed.
    private async Task<bool> IsDueAsync(Sight sight) => (Log = await log.StatusAsync(database)) is not { } status
        ? log.IsConnected
        : status.Epoch != sight.Epoch || !sight.IsOfTimeline || status.OldestWrite > OldMark;

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

    [LoggerMessage(LogLevel.Information, "{Database} is in a new epoch, {Epoch}: what is known of its writes begins anew")]
    private partial void LogRenewed(string database, string epoch);

    [LoggerMessage(
        LogLevel.Warning,
        "Redis 'freshness' does not answer: {Database} is written to without it and read from its primary until it answers")]
    private partial void LogBypassed(string database);

    private sealed record Sight(string Epoch, long Asked, long FirstSeen, ulong Position, string Timeline)
    {
        public bool IsOfTimeline => EpochRow.IsOn(Epoch, Timeline);
    }
}
