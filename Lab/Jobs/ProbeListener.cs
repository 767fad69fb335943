using System.Globalization;
using Conduit.Lab.Baseline;
using Npgsql;

namespace Conduit.Lab.Jobs;

/// <summary>Listens on every shard for the time that each probe job waited.</summary>
internal sealed class ProbeListener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    public ProbeListener(BaselineDatabases databases, string channel, Action<TimeSpan> onWait) =>
        _listening = Task.WhenAll(databases.Shards.Select(shard => ListenAsync(shard, channel, onWait, _stop.Token)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static async Task ListenAsync(
        NpgsqlDataSource shard, string channel, Action<TimeSpan> onWait, CancellationToken cancellationToken)
    {
        await using var connection = await shard.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) =>
            onWait(TimeSpan.FromMicroseconds(long.Parse(notification.Payload, CultureInfo.InvariantCulture)));
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection)) await listen.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            while (!cancellationToken.IsCancellationRequested) await connection.WaitAsync(cancellationToken);
        }
        finally
        {
            await using var unlisten = new NpgsqlCommand("unlisten *", connection);
            await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
