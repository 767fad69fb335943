using System.Diagnostics;
using Npgsql;

namespace Conduit.Tests.Failover;

/// <summary>
/// Writes numbers one after the other as a service does, and notes which were acknowledged; beside it, reads from whichever node there is.
/// </summary>
internal sealed class Writer : BackgroundLoad<int>
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    private readonly NpgsqlMultiHostDataSource _nodes;
    private readonly NpgsqlDataSource _primary;
    private readonly NpgsqlDataSource _any;
    private readonly Lock _lock = new();
    private int _next;
    private long _lastSuccess;

    public Writer(string settings)
    {
        _nodes = new NpgsqlDataSourceBuilder(settings).BuildMultiHost();
        _primary = _nodes.WithTargetSession(TargetSessionAttributes.Primary);
        _any = _nodes.WithTargetSession(TargetSessionAttributes.PreferStandby);
    }

    /// <summary>The longest time from one acknowledged write to the next.</summary>
    public TimeSpan LongestOutage { get; private set; }

    /// <summary>
    /// Does something to a shard of its own while a service writes to it; nothing acknowledged may be lost. Returns the reads that failed.
    /// </summary>
    public static async Task<IReadOnlyCollection<string>> DuringAsync(
        string dataFolder, Func<ClusterApplication, Writer, CancellationToken, Task> act, params string[] settings)
    {
        await using var cluster = await ClusterApplication.StartAsync(dataFolder, settings);
        await using var writer = new Writer(await cluster.ServiceAsync());
        await cluster.TellingAsync(async stop =>
        {
            await writer.StartAsync();
            await act(cluster, writer, stop);
            await writer.StopAsync();
            Assert.Empty(await writer.LostAsync());
        });
        return writer.FailedReads;
    }

    public async Task StartAsync()
    {
        await using (var create = _primary.CreateCommand("create table if not exists written (number int primary key)"))
            await create.ExecuteNonQueryAsync();
        _lastSuccess = Stopwatch.GetTimestamp();
        Start(writers: 4, WriteAsync, ReadAsync);
    }

    /// <summary>The acknowledged numbers that the primary does not have.</summary>
    public async Task<IReadOnlyList<int>> LostAsync()
    {
        var found = new HashSet<int>();
        await using var command = _primary.CreateCommand("select number from written");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add(reader.GetInt32(0));
        return [.. Acknowledged.Where(number => !found.Contains(number))];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _nodes.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        while (!IsStopping)
        {
            var number = Interlocked.Increment(ref _next);
            try
            {
                await using var command = _primary.CreateCommand($"insert into written values ({number})");
                await command.ExecuteNonQueryAsync();
                Acknowledge(number);
                NoteSuccess();
            }
            catch (Exception cause) when (cause is NpgsqlException or TimeoutException)
            {
                _nodes.ClearDatabaseStates();
                await Task.Delay(20);
            }
        }
    }

    private async Task ReadAsync()
    {
        while (!IsStopping)
        {
            var begun = Stopwatch.GetTimestamp();
            while (await TryReadAsync() is { } fault)
            {
                if (Stopwatch.GetElapsedTime(begun) < ReadTimeout) continue;
                AddFailedRead(fault);
                break;
            }

            await Task.Delay(10);
        }
    }

    // A service that meets a connection which has just ended reads again, as long as it waits for a failover.
    private async Task<string?> TryReadAsync()
    {
        try
        {
            await using var command = _any.CreateCommand("select count(*) from written");
            await command.ExecuteScalarAsync();
            return null;
        }
        catch (Exception cause) when (cause is NpgsqlException or TimeoutException)
        {
            return cause.Message;
        }
    }

    private void NoteSuccess()
    {
        var now = Stopwatch.GetTimestamp();
        var gap = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref _lastSuccess, now), now);
        lock (_lock)
            LongestOutage = gap > LongestOutage ? gap : LongestOutage;
    }
}
