using Conduit.Freshness;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>
/// One write on its way: marked, fenced, committed, stamped. What goes wrong in between leaves a mark, which costs reads of the primary
/// until a new epoch begins.
/// </summary>
internal sealed class FencedWrite(
    Database database, FreshnessLog log, WriteCoordinator writes, IReadOnlyList<string> tags) : IAsyncDisposable
{
    // While Redis comes and goes, epochs follow one another.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly int[] _slots = TagSlots.Of([.. Tags.Everything, .. tags]);
    private PendingWrite? _marked;
    private ulong? _position;
    private long? _began;
    private bool _isKnown = true;

    /// <summary>Marks the write. Without an epoch in Redis one is begun; without Redis the write goes on under bypass.</summary>
    public async Task BeginAsync()
    {
        _began ??= TimeProvider.System.GetTimestamp();
        _marked ??= await writes.BeginAsync(database.Name, _slots);
        if (_marked is not null || !log.IsConnected) return;
        await database.Epoch.RenewAsync(force: false, CancellationToken.None);
        // Another server may be about to publish an epoch.
        var start = TimeProvider.System.GetTimestamp();
        while ((_marked = await writes.BeginAsync(database.Name, _slots)) is null && log.IsConnected
            && TimeProvider.System.GetElapsedTime(start) < EpochMonitor.LongestRenewal / 2)
            await Task.Delay(LongestPause);
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
                if ((_marked?.Epoch ?? await database.Epoch.BypassAsync(CancellationToken.None)) is { } epoch)
                    return await SendAsync(epoch, query);
            }
            catch (PostgresException e) when (e.SqlState == EpochRow.Changed)
            {
                // A new epoch has begun since: begin again in that.
                _marked = null;
            }
            catch (PostgresException e) when (_isKnown && PrimaryConnector.IsRolledBack(e) && !database.Connector.HasWaitedLong())
            {
                // The primary ends, or is one no longer, and nothing was committed: send it to the new one.
                await database.Connector.FindNewPrimaryAsync(CancellationToken.None);
            }

            if (TimeProvider.System.GetElapsedTime(start) > Longest)
                throw new TimeoutException($"Writes to {database.Name} are fenced off.");
            await Task.Delay(LongestPause * Random.Shared.NextDouble());
        }
    }

    /// <summary>Removes the mark, unless it is unknown whether the write committed.</summary>
    public ValueTask DisposeAsync()
    {
        // The client need not wait: until the mark is gone the primary answers. EndAsync handles its own failures.
        if (_marked is not null && _isKnown) _ = log.EndAsync(_marked, _position);
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

        log.PublishWait(database.Name, TimeProvider.System.GetElapsedTime(_began!.Value));
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

    // What a statement itself was refused for, before any commit. A server that ends after the last answer may have committed.
    private static bool IsRefusal(string state) => state == EpochRow.Changed || state[..2] is "22" or "23" or "40" or "42";
}
