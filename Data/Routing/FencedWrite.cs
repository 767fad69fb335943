using Conduit.Freshness;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>One write on its way: marked, fenced, committed, stamped. What goes wrong in between leaves a mark, which costs reads of the primary until a new epoch begins.</summary>
internal sealed class FencedWrite(Database database, Stamps stamps, IReadOnlyList<string> tags) : IAsyncDisposable
{
    // While Redis comes and goes, epochs follow one another.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly string[] _tags = [.. Tags.Everything, .. tags];
    private MarkedWrite? _marked;
    private ulong? _position;
    private bool _isKnown = true;

    /// <summary>Marks the write. Without an epoch in Redis one is begun; without Redis the write goes on under bypass.</summary>
    public async Task BeginAsync()
    {
        _marked ??= await stamps.BeginAsync(database.Name, _tags);
        if (_marked is not null || !stamps.IsConnected) return;
        await database.Epoch.RenewAsync(CancellationToken.None);
        _marked = await stamps.BeginAsync(database.Name, _tags);
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
                if ((_marked?.Epoch ?? await database.Epoch.BypassAsync(CancellationToken.None)) is { } epoch) return await SendAsync(epoch, query);
            }
            catch (PostgresException e) when (e.SqlState == EpochRow.Changed)
            {
                // A new epoch has begun since: begin again in that.
                _marked = null;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Longest) throw new TimeoutException($"Writes to {database.Name} are fenced off.");
            await Task.Delay(LongestPause * Random.Shared.NextDouble());
        }
    }

    /// <summary>Takes the mark away, unless it is unknown whether the write committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_marked is not null && _isKnown) await stamps.EndAsync(_marked, _position);
    }

    private async Task<T> SendAsync<T>(string epoch, Query<T> query)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Enter).With(epoch));
        foreach (var command in query.Commands()) batch.BatchCommands.Add(command);
        // The transaction ends here, so the log's end is read after its commit.
        batch.BatchCommands[^1].AppendErrorBarrier = true;
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));

        _isKnown = false;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            var answer = await query.Read(reader, CancellationToken.None);
            await reader.NextResultAsync();
            _position = (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(CancellationToken.None);
            _isKnown = true;
            return answer;
        }
        catch (PostgresException e) when (IsRefusal(e.SqlState))
        {
            _isKnown = true;
            throw;
        }
    }

    // What a statement itself was refused for, before any commit. A server that is ending may have committed.
    private static bool IsRefusal(string state) => state == EpochRow.Changed || state[..2] is "22" or "23" or "40" or "42";
}
