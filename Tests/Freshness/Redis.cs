using System.Runtime.CompilerServices;

namespace Conduit.Tests.Freshness;

/// <summary>What Redis holds for the database.</summary>
internal struct Redis
{
    /// <summary>The published epoch; none while it is withdrawn.</summary>
    public byte Copy;
    public byte CopyIncarnation;
    public byte Claim;
    public byte Base;

    // The slot: the position of its last change, the highest LSN of its writes, the writes under way.
    public byte Version;
    public byte Stamp;
    public byte Marks;

    /// <summary>The epoch of the log, which outlives the withdrawal of its copy.</summary>
    public byte LogEpoch;
    public byte LogEnd;
    public Log Log;
    public Pair<Registration> Registrations;

    public void Append(LogEvent happened) => Log[++LogEnd] = happened;

    /// <summary>All registered followers, dropped ones included, have acknowledged this position.</summary>
    public readonly bool IsAcknowledged(byte position)
    {
        for (var index = 0; index < 2; index++)
        {
            var registration = Registrations[index];
            if (registration.Status != RegistrationStatus.None && registration.Acknowledged < position) return false;
        }

        return true;
    }

    /// <summary>The highest position that all registered followers have acknowledged.</summary>
    public readonly byte Minimum()
    {
        var minimum = LogEnd;
        while (!IsAcknowledged(minimum)) minimum--;
        return minimum;
    }
}

/// <summary>The events of a log by their ids, which start at 1.</summary>
[InlineArray(Capacity)]
internal struct Log
{
    public const int Capacity = 9;

    private LogEvent _first;
}

internal enum LogEventKind : byte
{
    None,
    Begin,
    End,
    Withdraw,
}

internal struct LogEvent
{
    public LogEventKind Kind;

    /// <summary>The writer, as a bit.</summary>
    public byte Mark;
    public byte Lsn;
}

/// <summary>A follower as Redis knows it.</summary>
internal struct Registration
{
    public RegistrationStatus Status;
    public byte Acknowledged;
}

internal enum RegistrationStatus : byte
{
    None,
    Registered,

    /// <summary>Refused, but still counted in the minimum.</summary>
    Dropped,
}
