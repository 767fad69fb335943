using System.Runtime.InteropServices;

namespace Conduit.Tests.Freshness;

/// <summary>A moment of the whole: one database with one tag, its replica, Redis, two writers, two servers that read, and who begins a new epoch.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct State()
{
    public const sbyte None = -1;

    // The database. A value is the number of commits before it; a position, the number of records in the log.
    public sbyte Row;
    public sbyte Value;
    public sbyte Log;
    public sbyte First;
    public sbyte Second;
    public sbyte Replayed;

    // Redis.
    public sbyte Copy;
    public sbyte Base;
    public sbyte Sequence;
    public sbyte Changed;
    public sbyte Stamp;
    public sbyte Marks;
    public sbyte Claim = None;
    public bool Died;

    // How many epochs were begun, by one and by another who knows nothing of him.
    public sbyte Epochs;
    public Renewer This;
    public Renewer That;

    /// <summary>What somebody was told: by the answer to a write, or to a read.</summary>
    public sbyte Known;
    public Writer One = new();
    public Writer Two = new();
    public Server Left = new();
    public Server Right = new();

    /// <summary>Every entry ever kept: a bit for each epoch, sequence and value.</summary>
    public ulong Kept;

    public readonly sbyte ReplicaValue => Second != 0 && Replayed >= Second ? (sbyte)2 : First != 0 && Replayed >= First ? (sbyte)1 : (sbyte)0;
}

/// <summary>A writer, who writes once.</summary>
internal record struct Writer()
{
    public Step At;
    public sbyte Epoch = State.None;
    public sbyte Position;
    public sbyte Value;

    public enum Step : byte
    {
        Begins, Marked, Entered, Committed, Ended, EndedTwice, Done, Dead, Bypasses, Waits,
    }
}

/// <summary>Somebody who begins a new epoch.</summary>
internal record struct Renewer(Renewer.Step At, sbyte Epoch, sbyte Base)
{
    public enum Step : byte
    {
        Idle, Claimed, Replaced,
    }
}

/// <summary>
/// A server, which reads once for somebody who may know of all that anybody was told before. He asks just when something is first looked at or read for him: had he
/// asked earlier, he could know of less.
/// </summary>
internal record struct Server()
{
    public Step At;
    public sbyte Lease;
    public sbyte SinceEpoch;
    public sbyte SinceSequence;
    public sbyte Floor;
    public sbyte Epoch;
    public sbyte Replayed;
    public sbyte Value;

    public enum Step : byte
    {
        Idle, ReadReplica, ReadPrimary, Answered, AnsweredStale,
    }

    /// <summary>What it has answered is all that matters of it now.</summary>
    public static Server That(sbyte value, sbyte floor) => new() { At = value < floor ? Step.AnsweredStale : Step.Answered, Lease = State.None };
}
