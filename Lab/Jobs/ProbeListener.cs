using System.Globalization;
using Conduit.Lab.Baseline;
using Npgsql;

namespace Conduit.Lab.Jobs;

/// <summary>Hears on every shard how long probes had to wait.</summary>
internal sealed class ProbeListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public ProbeListener(BaselineDatabases databases, string channel, Action<TimeSpan> heard) =>
        _listening = Task.WhenAll(databases.Shards.Select(shard => ListenAsync(shard, channel, heard, _stop.Token)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task ListenAsync(NpgsqlDataSource shard, string channel, Action<TimeSpan> heard, CancellationToken stop)
    {
        await using var connection = await shard.OpenConnectionAsync(stop);
        connection.Notification += (_, told) => heard(TimeSpan.FromMicroseconds(long.Parse(told.Payload, CultureInfo.InvariantCulture)));
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection)) await listen.ExecuteNonQueryAsync(stop);
        try
        {
            while (!stop.IsCancellationRequested) await connection.WaitAsync(stop);
        }
        finally
        {
            await using var leave = new NpgsqlCommand("unlisten *", connection);
            await leave.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
