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
    /// How long a look at the row may be relied on, counted from before it was asked for. Every server's is the same: a write that bypasses
    /// Redis waits as long.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);

    // A write takes milliseconds; one that takes longer than this may find itself fenced off, and begins again.
    private static readonly TimeSpan OldMark = TimeSpan.FromSeconds(10);

    /// <summary>Beginning an epoch takes as long at most: acknowledgements are waited for, and looks at the row.</summary>
    public static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _renewing = new(1);
    private volatile Sight? _sight;

    /// <summary>The row, while the look at it may be relied on and its epoch is of the primary's timeline; else null.</summary>
    public string? Current => CurrentLease?.Epoch;

    /// <summary>The row, and for how long the look at it may still be relied on; null when it may not.</summary>
    public (string Epoch, TimeSpan Left)? CurrentLease =>
        _sight is { IsOfTimeline: true } sight && Left(sight) is var left && left > TimeSpan.Zero ? (sight.Epoch, left) : null;

    /// <summary>Where the primary's log ended at the last look.</summary>
    public ulong PrimaryPosition => _sight?.Position ?? 0;

    /// <summary>The log in Redis at the last look; null when Redis did not answer or had no epoch.</summary>
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
                // The look lapses by itself.
            }

            await Task.Delay(Pulse, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// If one is due, begins a new epoch: withdraws the old one, waits for writes under way, and publishes the new one with a base that
    /// covers them.
    /// </summary>
    /// <param name="force">Begins one even though none is due.</param>
    /// <param name="cancel">Cancels it; then the epoch is withdrawn and another server begins a new one.</param>
    /// <returns>Whether the former epoch is over for every server.</returns>
    public async Task<bool> RenewAsync(bool force, CancellationToken cancel)
    {
        await _renewing.WaitAsync(cancel);
        try
        {
            if (!force && !await IsDueAsync(await SeeAsync(cancel))) return false;
            if (await log.ClaimAsync(database, force ? TimeSpan.Zero : LongestRenewal) is not { } claim) return false;
            var epoch = EpochRow.NewName((await SeeAsync(cancel)).Timeline);
            var (former, position) = await ReplaceAsync(epoch, cancel);
            var sight = await SeeAsync(cancel);
            // No server may answer from the former epoch once the new one is published, for writes of the new one are not known there.
            if (claim.Withdrawn is null || !await writes.WithdrawnAsync(database, claim.Withdrawn, claim.Position))
                await EndLooksAsync(former, sight, cancel);
            if ((await SeeAsync(cancel)).Epoch == epoch && await log.PublishAsync(database, claim, epoch, position))
                LogRenewed(database, epoch);
            return true;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>
    /// For a write that Redis cannot mark: sees to it that the row says so, and returns when no server can still rely on an older look at
    /// it. Only the first such write waits; while the row stays so, the others go on at once.
    /// </summary>
    /// <returns>
    /// The epoch to write in; null when somebody has begun another one meanwhile, in which only marked writes may be sent, for readers rely
    /// on them there.
    /// </returns>
    public async Task<string?> BypassAsync(CancellationToken cancel)
    {
        await _renewing.WaitAsync(cancel);
        try
        {
            var sight = await SeeAsync(cancel);
            if (!EpochRow.IsBypass(sight.Epoch))
            {
                await ReplaceAsync(EpochRow.Bypass + Guid.NewGuid().ToString("N"), cancel);
                LogBypassed(database);
                sight = await SeeAsync(cancel);
                if (!EpochRow.IsBypass(sight.Epoch)) return null;
            }

            await EndLooksAsync(former: "", sight, cancel);
            return sight.Epoch;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    // No look at an older row can have begun since this one was first seen. A tenth more, because clocks differ in speed.
    private static async Task EndLooksAsync(string former, Sight sight, CancellationToken cancel)
    {
        // No server can have cached anything before the first epoch.
        if (former == Routing.Epoch.None) return;
        var rest = Lease * 1.1 - TimeProvider.System.GetElapsedTime(sight.FirstSeen);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, cancel);
    }

    private static TimeSpan Left(Sight sight) => Lease - TimeProvider.System.GetElapsedTime(sight.Asked);

    private async Task<Sight> SeeAsync(CancellationToken cancel)
    {
        await using var connection = await primary.OpenAsync(cancel);
        var asked = TimeProvider.System.GetTimestamp();
        await using var command = new NpgsqlCommand(EpochRow.Read, connection) { CommandTimeout = (int)Lease.TotalSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
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
    private async Task<(string Former, ulong Position)> ReplaceAsync(string epoch, CancellationToken cancel)
    {
        await using var connection = await primary.OpenAsync(cancel);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new(EpochRow.Lock));
        batch.BatchCommands.Add(new("select value from epoch"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Replace) { AppendErrorBarrier = true }.With(epoch));
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var former = await reader.ValueAsync<string>(cancel);
        await reader.NextResultAsync(cancel);
        return (former, (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(cancel));
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
