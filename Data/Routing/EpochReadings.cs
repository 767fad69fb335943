using Npgsql;
using NpgsqlTypes;

namespace Conduit.Data.Routing;

/// <summary>Reads and replaces the epoch's row on the primary, and has the last reading.</summary>
internal sealed class EpochReadings(PrimaryConnector primary)
{
    private volatile EpochReading? _latest;

    /// <summary>The last reading; null before the first.</summary>
    public EpochReading? Latest => _latest;

    public async Task<EpochReading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await primary.OpenAsync(cancellationToken);
        var sentAt = TimeProvider.System.GetTimestamp();
        await using var command = new NpgsqlCommand(EpochRow.Read, connection) { CommandTimeout = (int)EpochReading.Lease.TotalSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var epoch = reader.GetString(0);
        var now = TimeProvider.System.GetTimestamp();
        var firstSeenAt = _latest is { } before && before.Epoch == epoch ? before.FirstSeenAt : now;
        var lsn = (ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(1);
        return _latest = new(epoch, sentAt, firstSeenAt, lsn, reader.GetString(2));
    }

    /// <returns>The former epoch, and where the WAL ended after the new one was committed.</returns>
    public async Task<(string Former, ulong EndLsn)> ReplaceAsync(string epoch, CancellationToken cancellationToken)
    {
        await using var connection = await primary.OpenAsync(cancellationToken);
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new(EpochRow.Lock));
        batch.BatchCommands.Add(new("select value from epoch"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EpochRow.Replace) { AppendErrorBarrier = true }.With(epoch));
        batch.BatchCommands.Add(new("select pg_current_wal_lsn()"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var former = await reader.ValueAsync<string>(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (former, (ulong)await reader.ValueAsync<NpgsqlLogSequenceNumber>(cancellationToken));
    }
}

/// <summary>A reading of the epoch's row.</summary>
/// <param name="Epoch">The epoch, or a bypass.</param>
/// <param name="SentAt">When the query was sent, as a timestamp of this process.</param>
/// <param name="FirstSeenAt">When this process first saw this epoch.</param>
/// <param name="Lsn">Where the primary's WAL ended.</param>
/// <param name="Timeline">The primary's timeline.</param>
internal sealed record EpochReading(string Epoch, long SentAt, long FirstSeenAt, ulong Lsn, string Timeline)
{
    /// <summary>
    /// How long a reading is valid, counted from before it was sent. The same on every server: a write that bypasses Redis waits as long.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    public bool IsBypass => EpochRow.IsBypass(Epoch);

    public bool IsValidOnTimeline => EpochRow.IsValidOnTimeline(Epoch, Timeline);

    /// <summary>For how long it is still valid.</summary>
    public TimeSpan Remaining => Lease - TimeProvider.System.GetElapsedTime(SentAt);

    /// <summary>
    /// For how long a server may still rely on an older epoch: no reading of one can have begun since this was first seen. A tenth more
    /// than the lease, because clocks differ in speed.
    /// </summary>
    public TimeSpan RemainingForOlderEpochs => (Lease * 1.1) - TimeProvider.System.GetElapsedTime(FirstSeenAt);
}
