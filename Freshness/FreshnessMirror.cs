using System.Diagnostics;
using System.Globalization;

namespace Conduit.Freshness;

/// <summary>
/// A copy, in this process's memory, of Redis's state of a database's writes in one epoch. The follower's thread changes it; any thread
/// reads it, without a lock.
/// </summary>
/// <remarks>
/// Check <see cref="HasLease"/> first and the slots afterwards: a lease that is valid before the slots are read proves that they include
/// every write that was acknowledged to a client before the check.
/// </remarks>
public sealed class FreshnessMirror
{
    // A slot's state is one word, so that both parts are read together: the version above, the number of unfinished writes below.
    private const int MarkBits = 16;
    private const long MarkMask = (1L << MarkBits) - 1;

    private readonly long[] _states = new long[TagSlots.Count];
    private readonly ulong[] _stamps = new ulong[TagSlots.Count];
    private readonly Dictionary<string, int[]> _writes = [];
    private long _sequence;
    private long _leaseEnd;

    internal FreshnessMirror(string follower, string epoch, ulong baseLsn, long sequence)
    {
        Follower = follower;
        Epoch = epoch;
        BaseLsn = baseLsn;
        _sequence = sequence;
    }

    /// <summary>The epoch that it mirrors.</summary>
    public string Epoch { get; }

    /// <summary>Where the database's WAL ended when the epoch began. A replica must have replayed that to be read at all.</summary>
    public ulong BaseLsn { get; }

    /// <summary>The number of the last applied event. A value that is read later may be stored as valid since this event.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Whether the lease is valid: then the mirror contains the BEGIN of every write that was acknowledged to a client.</summary>
    public bool HasLease => Stopwatch.GetTimestamp() < Volatile.Read(ref _leaseEnd);

    /// <summary>The id under which Redis knows the follower since it joined.</summary>
    internal string Follower { get; }

    /// <summary>Whether nothing was written to slots since an event, nor is being written.</summary>
    /// <param name="slots">The slots of what a value depends on.</param>
    /// <param name="since">The value of <see cref="Sequence"/> before the value was read.</param>
    /// <returns>Whether the value is valid, if the lease was valid before this call.</returns>
    public bool IsUnchanged(int[] slots, long since)
    {
        ArgumentNullException.ThrowIfNull(slots);
        foreach (var slot in slots)
        {
            var state = Volatile.Read(ref _states[slot]);
            if ((state & MarkMask) != 0 || state >> MarkBits > since) return false;
        }

        return true;
    }

    /// <summary>Whether a replica shows every write to slots.</summary>
    /// <param name="slots">The slots of what was read.</param>
    /// <param name="replayed">How far the replica had replayed the WAL before it was read.</param>
    /// <returns>Whether what was read is current, if the lease was valid before this call.</returns>
    public bool IsReplayed(int[] slots, ulong replayed)
    {
        ArgumentNullException.ThrowIfNull(slots);
        if (replayed < BaseLsn) return false;
        foreach (var slot in slots)
        {
            // The state is read first: the end of a write raises the stamp before it removes the mark.
            if ((Volatile.Read(ref _states[slot]) & MarkMask) != 0 || Volatile.Read(ref _stamps[slot]) > replayed) return false;
        }

        return true;
    }

    internal void ExtendLease(long sent, TimeSpan lease) =>
        Volatile.Write(ref _leaseEnd, sent + (long)(lease.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Whether the epoch is over. That is acknowledged, too, but gives no lease.</summary>
    internal bool IsWithdrawn { get; set; }

    /// <summary>Ends the lease: the epoch was withdrawn, or the follower leaves.</summary>
    internal void EndLease() => Volatile.Write(ref _leaseEnd, 0);

    internal void Restore(int slot, long version, ulong stamp) => (_states[slot], _stamps[slot]) = (version << MarkBits, stamp);

    internal void Begin(string write, int[] slots, long sequence)
    {
        // The reply to the join may have included it.
        if (!_writes.TryAdd(write, slots)) return;
        foreach (var slot in slots)
        {
            var state = _states[slot];
            Volatile.Write(ref _states[slot], (Math.Max(state >> MarkBits, sequence) << MarkBits) | ((state & MarkMask) + 1));
        }
    }

    internal void End(string write, ulong? commitLsn, long sequence)
    {
        if (!_writes.Remove(write, out var slots)) return;
        foreach (var slot in slots)
        {
            // Writes may end in another order than they committed.
            if (commitLsn > _stamps[slot]) Volatile.Write(ref _stamps[slot], commitLsn.Value);
            Volatile.Write(ref _states[slot], (sequence << MarkBits) | ((_states[slot] & MarkMask) - 1));
        }
    }

    /// <summary>All events up to here were applied.</summary>
    internal void Advance(long sequence) => Volatile.Write(ref _sequence, sequence);

    internal static int[] ParseSlots(ReadOnlySpan<char> text)
    {
        var slots = new int[text.Count(',') + 1];
        var index = 0;
        foreach (var part in text.Split(',')) slots[index++] = int.Parse(text[part], NumberStyles.None, CultureInfo.InvariantCulture);
        return slots;
    }
}
