using Conduit.Freshness;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>Looks at the epoch's row again and again, and sees to it that Redis has an epoch that fits. The rules and why each is needed: docs/freshness.md.</summary>
internal sealed partial class EpochWatch(string database, NpgsqlDataSource primary, Stamps stamps, ILogger logger) : IDisposable
{
    /// <summary>How long a look at the row may be relied on, counted from before it was asked for. Every server's is the same: who bypasses the stamps waits as long.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);

    // A write takes milliseconds; one that takes longer than this may find itself fenced off, and begins again.
    private static readonly TimeSpan OldMark = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _renewing = new(1);
    private volatile Sight? _sight;

    /// <summary>The row, while the look at it may be relied on; else null.</summary>
    public string? Current => _sight is { } sight && Left(sight) > TimeSpan.Zero ? sight.Epoch : null;

    /// <summary>The row, and for how long the look at it may still be relied on; null when it may not.</summary>
    public (string Epoch, TimeSpan Left)? Loan => _sight is { } sight && Left(sight) is var left && left > TimeSpan.Zero ? (sight.Epoch, left) : null;

    /// <summary>Where the primary's log ended at the last look.</summary>
    public ulong PrimaryPosition => _sight?.Position ?? 0;

    public async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await IsDueAsync(await SeeAsync(stop)))
                {
                    // Every server sees it: the first to act is enough.
                    await Task.Delay(Random.Shared.Next(50), stop);
                    await RenewAsync(stop);
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

    /// <summary>If one is due, begins a new epoch: withdraws the old one, waits for writes under way, and publishes the new one with a base that covers them.</summary>
    public async Task RenewAsync(CancellationToken cancel)
    {
        await _renewing.WaitAsync(cancel);
        try
        {
            if (!await IsDueAsync(await SeeAsync(cancel)) || await stamps.ClaimAsync(database) is not { } claim) return;
            var epoch = Guid.NewGuid().ToString("N");
            var position = await ReplaceAsync(epoch, cancel);
            if (await stamps.PublishAsync(database, claim, epoch, position)) LogRenewed(database, epoch);
            await SeeAsync(cancel);
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>
    /// For a write that stamps cannot be had for: sees to it that the row says so, and returns when no server can still rely on an older look at it. Only the first
    /// such write waits; while the row stays so, the others go on at once.
    /// </summary>
    /// <returns>The epoch to write in; null when somebody has begun another one meanwhile, in which only marked writes may be sent, for readers rely on them there.</returns>
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

            // No look at an older row can have begun since this one was first seen. A tenth more, for clocks that run unlike.
            var rest = Lease * 1.1 - TimeProvider.System.GetElapsedTime(sight.FirstSeen);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, cancel);
            return sight.Epoch;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    private static TimeSpan Left(Sight sight) => Lease - TimeProvider.System.GetElapsedTime(sight.Asked);

    private async Task<Sight> SeeAsync(CancellationToken cancel)
    {
        var asked = TimeProvider.System.GetTimestamp();
        await using var command = primary.CreateCommand(EpochRow.Read);
        command.CommandTimeout = (int)Lease.TotalSeconds;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var epoch = reader.GetString(0);
        var seen = TimeProvider.System.GetTimestamp();
        var sight = new Sight(epoch, asked, _sight is { } before && before.Epoch == epoch ? before.FirstSeen : seen, (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1));
        _sight = sight;
        return sight;
    }

    // No copy, another one than the row's, or a mark that nobody takes away.
    private async Task<bool> IsDueAsync(Sight sight) =>
        await stamps.WatchAsync(database) is not { } copy ? stamps.IsConnected : copy.Epoch != sight.Epoch || copy.OldestMark > OldMark;

    private async Task<ulong> ReplaceAsync(string epoch, CancellationToken cancel)
    {
        await using var batch = primary.CreateBatch();
        batch.BatchCommands.Add(new(EpochRow.Lock));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Replace) { AppendErrorBarrier = true }.With(epoch));
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(cancel);
    }

    [LoggerMessage(LogLevel.Information, "{Database} is in a new epoch, {Epoch}: what is known of its writes begins anew")]
    private partial void LogRenewed(string database, string epoch);

    [LoggerMessage(LogLevel.Warning, "Stamps do not answer: {Database} is written to without them and read from its primary, until they do")]
    private partial void LogBypassed(string database);

    private sealed record Sight(string Epoch, long Asked, long FirstSeen, ulong Position);
}
