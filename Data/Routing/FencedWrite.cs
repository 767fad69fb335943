using Conduit.Freshness;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// One write: announces it, checks the epoch within its transaction, commits, and announces its end. A failure in between leaves a mark,
/// which sends readers to the primary until a new epoch begins.
/// </summary>
internal sealed class FencedWrite(
    Database database, FreshnessLog log, WriteCoordinator writes, IReadOnlyList<string> tags) : IAsyncDisposable
{
    // While Redis comes and goes, epochs follow one another.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(50);

    private readonly int[] _slots = TagSlots.Of([.. Tags.Everything, .. tags]);
    private PendingWrite? _pending;
    private ulong? _position;
    private long? _beganAt;
    private bool _isOutcomeKnown = true;

    /// <summary>Marks the write. Without an epoch in Redis one is begun; without Redis the write goes on under bypass.</summary>
    public async Task BeginAsync()
    {
        _beganAt ??= TimeProvider.System.GetTimestamp();
        _pending ??= await writes.BeginAsync(database.Name, _slots);
        if (_pending is not null || !log.IsConnected) return;
        await database.Epoch.RenewAsync(force: false, CancellationToken.None);
        // Another server may be about to publish an epoch.
        var start = TimeProvider.System.GetTimestamp();
        while ((_pending = await writes.BeginAsync(database.Name, _slots)) is null && log.IsConnected
            && TimeProvider.System.GetElapsedTime(start) < EpochMonitor.RenewalTimeout / 2)
            await Task.Delay(MaxDelay);
    }

    /// <summary>Writes, in whatever epoch it is then.</summary>
    /// <exception cref="TimeoutException">Nothing was written: one epoch followed the other for too long.</exception>
    public async Task<T> CommitAsync<T>(Query<T> query)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await BeginAsync();
            try
            {
                if ((_pending?.Epoch ?? await database.Epoch.BypassAsync(CancellationToken.None)) is { } epoch)
                    return await SendAsync(epoch, query);
            }
            catch (PostgresException e) when (e.SqlState == EpochRow.Changed)
            {
                // A new epoch has begun since: begin again in that.
                _pending = null;
            }
            catch (PostgresException e) when (_isOutcomeKnown && PrimaryConnector.IsRolledBack(e) && !database.Connector.HasWaitedLong())
            {
                // The primary ends, or is one no longer, and nothing was committed: send it to the new one.
                await database.Connector.FindNewPrimaryAsync(CancellationToken.None);
            }

            if (TimeProvider.System.GetElapsedTime(start) > Timeout)
                throw new TimeoutException($"Writes to {database.Name} are fenced off.");
            await Task.Delay(MaxDelay * Random.Shared.NextDouble());
        }
    }

    /// <summary>Removes the mark, unless it is unknown whether the write committed.</summary>
    public ValueTask DisposeAsync()
    {
        // The client need not wait: until the mark is gone the primary answers. EndAsync handles its own failures.
        if (_pending is not null && _isOutcomeKnown) _ = log.EndAsync(_pending, _position);
        return ValueTask.CompletedTask;
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

        log.PublishWait(database.Name, TimeProvider.System.GetElapsedTime(_beganAt!.Value));
        _isOutcomeKnown = false;
        var isAnswered = false;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            var answer = await query.Read(reader, CancellationToken.None);
            isAnswered = true;
            await reader.NextResultAsync();
            _position = (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(CancellationToken.None);
            _isOutcomeKnown = true;
            return answer;
        }
        catch (PostgresException e) when (IsRefusal(e.SqlState) || (!isAnswered && PrimaryConnector.IsRolledBack(e)))
        {
            _isOutcomeKnown = true;
            throw;
        }
    }

    // What a statement itself was refused for, before any commit. A server that ends after the last answer may have committed.
    private static bool IsRefusal(string state) => state == EpochRow.Changed || state[..2] is "22" or "23" or "40" or "42";
}
