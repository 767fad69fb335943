using Npgsql;
using NpgsqlTypes;

namespace Conduit.Hosting.Postgres;

/// <summary>What a node answers when it is checked.</summary>
/// <param name="IsInRecovery">Whether it runs as a standby.</param>
/// <param name="Timeline">The timeline that it writes, or receives; 0 when it receives none.</param>
/// <param name="Position">Where its log ends, or how far it has replayed.</param>
/// <param name="IsStreaming">As a standby: whether it receives the log.</param>
/// <param name="Lag">As a standby: how many bytes that it has received it has yet to replay.</param>
/// <param name="StandbyNames">The standby for which its commits wait.</param>
/// <param name="Sender">As a primary: the process that streams to its partner; null when none does.</param>
/// <param name="IsSynchronous">Whether commits wait for that partner.</param>
/// <param name="ReplayedByPartner">How far the partner has replayed.</param>
/// <param name="Slot">The state of the partner's slot; null when there is none.</param>
internal sealed record NodeReport(
    bool IsInRecovery,
    uint Timeline,
    ulong Position,
    bool IsStreaming,
    long Lag,
    string StandbyNames,
    int? Sender,
    bool IsSynchronous,
    ulong ReplayedByPartner,
    string? Slot)
{
    private const string Sql =
        """
        select pg_is_in_recovery(),
               case when pg_is_in_recovery() then coalesce(receiver.received_tli, 0)
                    else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end,
               case when pg_is_in_recovery() then coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_lsn() end,
               coalesce(receiver.status = 'streaming', false),
               case when pg_is_in_recovery()
                    then coalesce(
                        pg_wal_lsn_diff(greatest(receiver.latest_end_lsn, receiver.flushed_lsn), pg_last_wal_replay_lsn()), 0)::bigint
                    else 0 end,
               current_setting('synchronous_standby_names'),
               sender.pid, coalesce(sender.sync_state = 'sync', false), coalesce(sender.replay_lsn, '0/0'),
               (select coalesce(wal_status, 'unused') from pg_replication_slots where slot_name = $1)
        from (select 1) as one
             left join pg_stat_wal_receiver as receiver on true
             left join pg_stat_replication as sender on sender.application_name = $1 and sender.state = 'streaming'
        order by sender.backend_start desc nulls last limit 1
        """;

    /// <summary>The state of a slot whose log has been removed.</summary>
    public const string SlotLost = "lost";

    /// <summary>Queries a node.</summary>
    public static async Task<NodeReport> ReadAsync(NpgsqlConnection node, string partner, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Sql, node) { Parameters = { new() { Value = partner } } };
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new NodeReport(
            row.GetBoolean(0),
            (uint)row.GetInt32(1),
            PositionAt(row, 2),
            row.GetBoolean(3),
            Math.Max(0, row.GetInt64(4)),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetInt32(6),
            row.GetBoolean(7),
            PositionAt(row, 8),
            row.IsDBNull(9) ? null : row.GetString(9));
    }

    private static ulong PositionAt(NpgsqlDataReader row, int column) => (ulong)row.GetFieldValue<NpgsqlLogSequenceNumber>(column);
}
