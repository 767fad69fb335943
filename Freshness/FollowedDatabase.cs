using System.Diagnostics;

namespace Conduit.Freshness;

/// <summary>A database whose event log this process follows.</summary>
public sealed class FollowedDatabase
{
    private static readonly TimeSpan InitialBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    // After this long without a drop, the backoff starts again.
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    private readonly Func<string?>? _rowEpoch;
    private volatile FreshnessMirror? _mirror;
    private TimeSpan _backoff = TimeSpan.Zero;
    private long _droppedAt;
    private long _joinAfter;
    private long _lag;

    internal FollowedDatabase(string name, Func<string?>? rowEpoch)
    {
        Name = name;
        _rowEpoch = rowEpoch;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The mirror of its current epoch; null while there is none. Its lease may have ended.</summary>
    public FreshnessMirror? Mirror
    {
        get => _mirror;
        internal set => _mirror = value;
    }

    /// <summary>
    /// The mirror, if cached values may be validated by it now: its lease is valid and its epoch is that of the database's row, which alone
    /// shows that Redis was lost or bypassed. Slots must be read after this.
    /// </summary>
    public FreshnessMirror? CurrentMirror =>
        _mirror is { HasLease: true } mirror && (_rowEpoch is null || mirror.Epoch == _rowEpoch()) ? mirror : null;

    /// <summary>Whether its log alone decides. It has no epoch until its service has run once, which is no fault of this process.</summary>
    internal bool HasLogOnly => _rowEpoch is null;

    /// <summary>The id of the latest join, which the next one replaces.</summary>
    internal string FormerFollower { get; set; } = "";

    /// <summary>When the lease was last renewed.</summary>
    internal long RenewedAt { get; set; }

    /// <summary>Whether there are events that are not acknowledged.</summary>
    internal bool MustAcknowledge { get; set; }

    /// <summary>Whether the lease was valid at the last check.</summary>
    internal bool HadLease { get; set; }

    /// <summary>Whether this process may serve cached values of the database.</summary>
    internal bool HasLease => _mirror is { HasLease: true };

    /// <summary>How many events the log had after the last one that was applied, when the lease was last renewed.</summary>
    internal long Lag
    {
        get => Volatile.Read(ref _lag);
        set => Volatile.Write(ref _lag, value);
    }

    /// <summary>How often a lease ended before it was renewed.</summary>
    internal int Lapses { get; private set; }

    /// <summary>Whether the latest lapse is not published yet.</summary>
    internal bool MustPublishLapse { get; set; }

    internal bool MayJoin => Stopwatch.GetTimestamp() >= _joinAfter;

    /// <summary>Counts a lease that ended.</summary>
    internal void CountLapse()
    {
        Lapses++;
        MustPublishLapse = true;
    }

    /// <summary>
    /// Applies events to the mirror. After a gap it discards the mirror: the stream was trimmed, as this follower was too slow.
    /// </summary>
    /// <returns>Whether there was no gap.</returns>
    internal bool TryApply(IEnumerable<LogEvent> events)
    {
        var mirror = _mirror!;
        foreach (var one in events)
        {
            if (one.Sequence != mirror.Sequence + 1)
            {
                Discard(TimeSpan.Zero);
                return false;
            }

            switch (one.Kind)
            {
                case LogEventKind.Begin:
                    mirror.Begin(one.Write, one.Slots, one.Sequence);
                    MustAcknowledge = true;
                    break;
                case LogEventKind.End:
                    mirror.End(one.Write, one.CommitLsn, one.Sequence);
                    break;
                case LogEventKind.Withdraw:
                    mirror.EndLease();
                    mirror.IsWithdrawn = true;
                    MustAcknowledge = true;
                    break;
            }

            mirror.Advance(one.Sequence);
        }

        return true;
    }

    /// <summary>Discards the mirror; the follower joins again after a pause.</summary>
    internal void Discard(TimeSpan pause)
    {
        _mirror?.EndLease();
        _mirror = null;
        MustAcknowledge = false;
        _joinAfter = Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>
    /// Discards the mirror of a dropped follower, for which writers waited until a timeout. It joins again after a growing backoff.
    /// </summary>
    /// <returns>The pause.</returns>
    internal TimeSpan DiscardDropped()
    {
        var isStable = _droppedAt == 0 || Stopwatch.GetElapsedTime(_droppedAt) > Stable + _backoff;
        _backoff = isStable ? InitialBackoff : TimeSpan.FromTicks(Math.Min(_backoff.Ticks * 2, MaxBackoff.Ticks));
        _droppedAt = Stopwatch.GetTimestamp();
        Discard(_backoff);
        return _backoff;
    }
}
