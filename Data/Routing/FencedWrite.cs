using Conduit.Freshness;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// Executes one write: announces it in Redis, commits it if its epoch is still the current one, and ends the announcement with the position
/// of the commit. After a failure the announcement remains, and reads go to the primary until a new epoch begins.
/// </summary>
internal sealed class FencedWrite(
    Database database, FreshnessLog log, WriteCoordinator writes, IReadOnlyList<string> tags) : IAsyncDisposable
{
    // While Redis is unstable, a new epoch may begin before a write is committed.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(50);

    // A client that lost its connections has new ones after some milliseconds. A bypass would delay the write by more than a second.
    private static readonly TimeSpan MaxSilence = TimeSpan.FromMilliseconds(250);

    private readonly int[] _slots = TagSlots.Of([.. Tags.Everything, .. tags]);
    private PendingWrite? _pending;
    private string? _epoch;
    private ulong? _position;
    private long? _startedAt;
    private bool _isKnown = true;

    /// <summary>
    /// Announces the write and waits until it may be sent. If Redis has no epoch, begins one; without Redis the write bypasses it.
    /// </summary>
    public async Task BeginAsync()
    {
        _startedAt ??= TimeProvider.System.GetTimestamp();
        var start = TimeProvider.System.GetTimestamp();
        var isBypassed = database.Epoch.IsBypassed;
        if (!isBypassed) _pending = await AnnounceAsync();
        _epoch = _pending?.Epoch ?? await database.Epoch.BypassAsync(isBypassed, start, CancellationToken.None);
    }

    /// <summary>Writes in the current epoch.</summary>
    /// <exception cref="TimeoutException">Nothing was written: no epoch lasted long enough.</exception>
    public async Task<T> CommitAsync<T>(Query<T> query)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (_epoch is null) await BeginAsync();
            try
            {
                if (_epoch is not null) return await SendAsync(_epoch, query);
            }
            catch (PostgresException e) when (e.SqlState == EpochRow.Changed)
            {
                // A new epoch has begun: announce the write in that one.
                (_pending, _epoch) = (null, null);
            }
            catch (PostgresException e) when (_isKnown && PrimaryConnector.IsRolledBack(e) && !database.Connector.HasWaitedLong())
            {
                // The primary stops, or became a replica, and nothing was committed: the write is sent to the new primary.
                await database.Connector.FindNewPrimaryAsync(CancellationToken.None);
            }

            if (TimeProvider.System.GetElapsedTime(start) > Timeout)
                throw new TimeoutException($"A write to {database.Name} was rejected by new epochs for {Timeout.TotalSeconds} s.");
            await Task.Delay(MaxPause * Random.Shared.NextDouble());
        }
    }

    /// <summary>Ends the announcement, unless it is unknown whether the write committed.</summary>
    public ValueTask DisposeAsync()
    {
        // The client does not wait: until the announcement ends, the primary answers reads. EndAsync handles its own failures.
        if (_pending is not null && _isKnown) _ = log.EndAsync(_pending, _position);
        return ValueTask.CompletedTask;
    }

    // Null when Redis does not answer, or has no epoch for long.
    private async Task<PendingWrite?> AnnounceAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        var isRenewed = false;
        while (true)
        {
            var answer = await writes.BeginAsync(database.Name, _slots);
            if (answer.Write is not null) return answer.Write;
            if (answer.IsAnswered && !isRenewed)
            {
                await database.Epoch.RenewAsync(force: false, CancellationToken.None);
                (isRenewed, start) = (true, TimeProvider.System.GetTimestamp());
                continue;
            }

            // Another server may be about to publish an epoch.
            var limit = answer.IsAnswered ? EpochMonitor.RenewalTimeout : MaxSilence;
            if (TimeProvider.System.GetElapsedTime(start) > limit) return null;
            await Task.Delay(MaxPause);
        }
    }

    private async Task<T> SendAsync<T>(string epoch, Query<T> query)
    {
        await using var connection = await database.Connector.OpenAsync(CancellationToken.None);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Enter).With(epoch));
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        // The transaction ends here, so the log's end is read after its commit.
        batch.BatchCommands[^1].AppendErrorBarrier = true;
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));

        log.PublishWait(database.Name, TimeProvider.System.GetElapsedTime(_startedAt!.Value));
        _isKnown = false;
        var isAnswered = false;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            var answer = await query.Read(reader, CancellationToken.None);
            isAnswered = true;
            await reader.NextResultAsync();
            _position = (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(CancellationToken.None);
            _isKnown = true;
            return answer;
        }
        catch (PostgresException e) when (IsRefusal(e.SqlState) || (!isAnswered && PrimaryConnector.IsRolledBack(e)))
        {
            _isKnown = true;
            throw;
        }
    }

    // Errors of a statement, before any commit. A server that stops after its last response may have committed.
    private static bool IsRefusal(string state) => state == EpochRow.Changed || state[..2] is "22" or "23" or "40" or "42";
}
