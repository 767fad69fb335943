using Conduit.Freshness;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// Executes one write: begins it in Redis, commits it if its epoch is still the current one, and ends it in Redis with the LSN of the
/// commit. When the outcome is unknown it stays pending, and reads of its tags go to the primary until a new epoch begins.
/// </summary>
internal sealed class FencedWrite(
    Database database, FreshnessLog log, WriteCoordinator writes, IReadOnlyList<string> tags) : IAsyncDisposable
{
    // While Redis is unstable, a new epoch may begin before a write is committed.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(50);

    // A client that lost its connections has new ones after some milliseconds. A bypass would delay the write by more than a second.
    private static readonly TimeSpan MaxSilence = TimeSpan.FromMilliseconds(250);

    private readonly int[] _slots = TagSlots.Of([.. CacheTags.Everything, .. tags]);
    private PendingWrite? _pending;
    private string? _epoch;
    private ulong? _commitLsn;
    private long? _startedAt;
    private bool _isOutcomeKnown = true;

    /// <summary>
    /// Begins the write in Redis and waits until it may be sent. If Redis has no epoch, begins one; without Redis the write bypasses it.
    /// </summary>
    public async Task BeginAsync()
    {
        _startedAt ??= TimeProvider.System.GetTimestamp();
        var start = TimeProvider.System.GetTimestamp();
        var isBypassed = database.EpochMonitor.IsBypassed;
        if (!isBypassed) _pending = await BeginInRedisAsync();
        _epoch = _pending?.Epoch ?? await database.EpochMonitor.BypassAsync(isBypassed, start, CancellationToken.None);
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
                // A new epoch has begun: the write begins again in that one.
                (_pending, _epoch) = (null, null);
            }
            catch (PostgresException e) when (_isOutcomeKnown && PrimaryConnector.IsRolledBack(e)
                && !database.Connector.RecordOutageAndCheckTimeout())
            {
                // The primary stops, or became a replica, and nothing was committed: the write is sent to the new primary.
                await database.Connector.ResetNodeStatesAsync(CancellationToken.None);
            }

            if (TimeProvider.System.GetElapsedTime(start) > Timeout)
                throw new TimeoutException($"A write to {database.Name} was rejected by new epochs for {Timeout.TotalSeconds} s.");
            await Task.Delay(MaxPause * Random.Shared.NextDouble());
        }
    }

    /// <summary>Ends the write in Redis, unless it is unknown whether it was committed.</summary>
    public ValueTask DisposeAsync()
    {
        // The client does not wait: while the write is pending, the primary answers reads. EndAsync handles its own failures.
        if (_pending is not null && _isOutcomeKnown) _ = log.EndAsync(_pending, _commitLsn);
        return ValueTask.CompletedTask;
    }

    // Null when Redis does not answer, or has no epoch for long.
    private async Task<PendingWrite?> BeginInRedisAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        var hasBegunEpoch = false;
        while (true)
        {
            var answer = await writes.BeginAsync(database.Name, _slots);
            if (answer.Write is not null) return answer.Write;
            if (answer.IsAnswered && !hasBegunEpoch)
            {
                await database.EpochMonitor.BeginNewEpochAsync(force: false, CancellationToken.None);
                (hasBegunEpoch, start) = (true, TimeProvider.System.GetTimestamp());
                continue;
            }

            // Another server may be about to publish an epoch.
            var limit = answer.IsAnswered ? EpochMonitor.NewEpochTimeout : MaxSilence;
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
        // The transaction ends here, so the WAL's end is read after its commit.
        batch.BatchCommands[^1].AppendErrorBarrier = true;
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));

        log.PublishWait(database.Name, TimeProvider.System.GetElapsedTime(_startedAt!.Value));
        _isOutcomeKnown = false;
        var isAnswered = false;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            var answer = await query.Read(reader, CancellationToken.None);
            isAnswered = true;
            await reader.NextResultAsync();
            _commitLsn = (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(CancellationToken.None);
            _isOutcomeKnown = true;
            return answer;
        }
        catch (PostgresException e) when (IsRefusal(e.SqlState) || (!isAnswered && PrimaryConnector.IsRolledBack(e)))
        {
            _isOutcomeKnown = true;
            throw;
        }
    }

    // Errors of a statement, before any commit: the SQLSTATE classes 22 (data exception), 23 (constraint violation), 40 (rollback) and
    // 42 (syntax or access). A server that stops after its last response may have committed.
    private static bool IsRefusal(string sqlState) => sqlState == EpochRow.Changed || sqlState[..2] is "22" or "23" or "40" or "42";
}
