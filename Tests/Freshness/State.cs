using System.Runtime.CompilerServices;

namespace Conduit.Tests.Freshness;

/// <summary>
/// One state of the whole system: a database with one slot, or two that each write changes, its replica, Redis, two writers, two
/// servers that begin new epochs, two followers. All fields are bytes, so that states can be hashed and compared as bytes.
/// </summary>
internal struct State
{
    // The database. A value is the number of commits before it; an LSN is the number of records in the log of the database.
    public byte Row;
    public byte Value;
    public byte Lsn;
    public byte FirstCommit;
    public byte SecondCommit;
    public byte Replayed;
    public bool IsPromoted;

    public byte Epochs;
    public byte Incarnation;
    public bool IsRedisLost;
    public Redis Redis;

    /// <summary>What Redis's own replica has when it falls behind: the state after a failover.</summary>
    public Redis Standby;
    public StandbyPhase StandbyPhase;

    /// <summary>The highest minimum that was published for an earlier log. It counts only when a minimum does not name its epoch.</summary>
    public byte EarlierMinimum;

    public Pair<Writer> Writers;
    public Pair<Renewer> Renewers;
    public Pair<Follower> Followers;
    public Entry Entry;

    /// <summary>The newest value that any client has seen: in a response to a read, or as the acknowledgement of its write.</summary>
    public byte Seen;

    /// <summary>A client was given less than some client had seen before it asked.</summary>
    public bool IsStale;

    public static State Start => new()
    {
        Row = Epoch.First,
        Epochs = 1,
        Redis = new() { Copy = Epoch.First, LogEpoch = Epoch.First },
    };

    public readonly byte ReplicaValue =>
        SecondCommit != 0 && Replayed >= SecondCommit ? (byte)2 : FirstCommit != 0 && Replayed >= FirstCommit ? (byte)1 : (byte)0;
}

[InlineArray(2)]
internal struct Pair<T>
    where T : unmanaged
{
    private T _first;
}

/// <summary>Epochs are numbered from 1.</summary>
internal static class Epoch
{
    public const byte None = 0;
    public const byte First = 1;

    private const byte FirstBypass = 100;

    /// <summary>
    /// What the row says while writes commit without marks. Every bypass has its own name. The epoch that it replaces will
    /// do: an epoch is in the row only once.
    /// </summary>
    public static byte Bypass(byte replaced) => (byte)(FirstBypass + replaced);

    public static bool IsBypass(byte row) => row >= FirstBypass;

    public static string Describe(byte row) => IsBypass(row) ? "bypass" : $"epoch {row}";
}

internal enum StandbyPhase : byte
{
    UpToDate,
    Behind,
    TookOver,
}

/// <summary>A writer, which writes once.</summary>
internal struct Writer
{
    public WriterPhase Phase;

    /// <summary>The epoch or the bypass that the row must have when the writer commits.</summary>
    public byte Epoch;
    public byte Incarnation;
    public byte BeginPosition;
    public byte Lsn;
    public byte Value;
}

internal enum WriterPhase : byte
{
    Starts,
    WaitsForAcknowledgements,
    Released,

    /// <summary>Holds the shared lock and has checked the epoch of the row.</summary>
    InTransaction,
    Committed,
    Ended,
    EndedTwice,
    Done,
    Dead,
    CannotMark,
    WaitsForReadsOfRow,
    ReadyToBypass,
}

/// <summary>A server that begins a new epoch.</summary>
internal struct Renewer
{
    public RenewerPhase Phase;
    public byte Epoch;
    public byte Incarnation;
    public byte Base;

    /// <summary>The claim found a valid copy, and thus its log has a Withdraw event.</summary>
    public bool HasWithdrawn;
    public byte WithdrawPosition;

    /// <summary>
    /// The bypass that the new epoch replaced. Nothing is answered from it, so reads of the row that show it need not lapse.
    /// </summary>
    public byte FormerBypass;
}

internal enum RenewerPhase : byte
{
    Idle,
    Claimed,
    RowReplaced,
}

/// <summary>
/// One cached entry, or a read that may become one. Entries do not influence one another, so one that stands for any is
/// enough. It may lie in the shared cache: every follower can use it once it is stored.
/// </summary>
internal struct Entry
{
    public EntryPhase Phase;

    /// <summary>The follower that reads; only while a read is under way.</summary>
    public byte Reader;

    /// <summary>What had been seen before the read began: no less may be answered.</summary>
    public byte SeenBefore;
    public byte Replayed;
    public byte Value;
    public byte Position;
    public byte Epoch;
}

internal enum EntryPhase : byte
{
    None,
    Filling,
    Stored,
    ReadFromReplica,
    HitUnderWay,

    /// <summary>Of two slots.</summary>
    FirstSlotChecked,
}
