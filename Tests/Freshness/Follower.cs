namespace Conduit.Tests.Freshness;

/// <summary>A server that follows the log: its mirror of Redis, its lease, the epoch that it read from the row.</summary>
internal struct Follower
{
    /// <summary>The epoch of the mirror; none when the mirror is dead.</summary>
    public byte Epoch;
    public byte Base;
    public byte Position;
    public byte Version;
    public byte Stamp;
    public byte Marks;

    /// <summary>
    /// The event that the first slot shows already and the second does not, of which the fields above are; none between events.
    /// </summary>
    public LogEvent Applying;

    public bool HasLease;

    /// <summary>The row's epoch as the server read it at most a second ago; none once that read has lapsed.</summary>
    public byte Row;

    public FollowerRequest Request;
    public byte RequestPosition;

    /// <summary>A RENEW for an earlier mirror that has not reached Redis yet; 0 for none. It exists only when ids are used again.</summary>
    public byte DelayedRenew;
    public bool IsSuspended;

    public readonly bool HasMirror => Epoch != Freshness.Epoch.None && Request != FollowerRequest.NotRegistered;

    public readonly bool IsApplying => Applying.Kind != LogEventKind.None;

    /// <summary>The reply to JOIN has arrived.</summary>
    public readonly bool HasJoined => HasMirror && (HasLease || Request != FollowerRequest.ReplyUnderWay);
}

internal enum FollowerRequest : byte
{
    None,
    RenewSent,
    ReplyUnderWay,

    /// <summary>Only when JOIN is not atomic: the dump has been read, the registration is under way.</summary>
    NotRegistered,
}
