namespace Conduit.Data.Routing;

/// <summary>
/// The SQL of the row with the epoch. A write checks in its own transaction, under a shared lock, that the row still has the epoch in which
/// it began. A change of the epoch takes the lock exclusively: it waits for the writes under way, and later writes see it.
/// </summary>
internal static class EpochRow
{
    /// <summary>
    /// What an epoch's name begins with while writes go on without Redis: no copy of it is ever published, so no replica is read.
    /// </summary>
    public const string Bypass = "bypass:";

    /// <summary>Whether writes go on without Redis in this epoch.</summary>
    public static bool IsBypass(string epoch) => epoch.StartsWith(Bypass, StringComparison.Ordinal);

    /// <summary>
    /// A name for a new epoch. It begins with the timeline of the primary that begins it: LSNs of one timeline say nothing on another,
    /// so a promotion ends the epoch.
    /// </summary>
    public static string NewName(string timeline) => $"{timeline}:{Guid.NewGuid():N}";

    /// <summary>Whether an epoch is valid on this timeline: it was begun on it, or is a bypass, which belongs to none.</summary>
    public static bool IsValidOnTimeline(string epoch, string timeline) =>
        epoch.StartsWith(timeline, StringComparison.Ordinal) || IsBypass(epoch);

    /// <summary>The SQL state of a write that found another epoch than its own.</summary>
    public const string Changed = "CE001";

    /// <summary>$1: the epoch. Fails with <see cref="Changed"/> when the row has another one.</summary>
    public const string Enter = "select enter_epoch($1)";

    /// <summary>The row, where the WAL ends, and the timeline.</summary>
    public const string Read =
        "select value, pg_current_wal_lsn(), left(pg_walfile_name(pg_current_wal_lsn()), 8) from epoch";

    /// <summary>
    /// Waits for the writes under way; in a transaction with <see cref="Replace"/>, which must be a statement of its own to see their
    /// effect.
    /// </summary>
    public const string Lock = $"select pg_advisory_xact_lock({AdvisoryLocks.Epoch})";

    /// <summary>$1: the new epoch.</summary>
    public const string Replace = "update epoch set value = $1";

    // Each statement of a volatile function has a snapshot of its own: the check sees what was committed while the lock was waited for.
    internal const string Functions = $"""
        create function enter_epoch(expected text) returns void language plpgsql as $$
        begin
            perform pg_advisory_xact_lock_shared({AdvisoryLocks.Epoch});
            if (select value from epoch) <> expected then
                raise exception 'the epoch is no longer %', expected using errcode = '{Changed}';
            end if;
        end $$;

        """;

    internal const string DropFunctions = "drop function enter_epoch(text);\n";
}
