namespace Conduit.Data.Jobs;

/// <summary>Work that a committed change calls for. A worker may do it more than once, so its handler is idempotent.</summary>
public sealed class Job
{
    /// <summary>The row.</summary>
    public long Id { get; init; }

    /// <summary>Which handler does it.</summary>
    public required string Kind { get; init; }

    /// <summary>What the handler needs, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The trace of the request that called for it, as W3C traceparent.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What it waits behind: one of <see cref="JobLane"/>.</summary>
    public short Lane { get; init; }

    /// <summary>Of jobs with the same key there is one at a time; null: it has none.</summary>
    public string? Key { get; init; }

    /// <summary>When it was called for.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>Not before this time: that of the next try after a failure, or the next time of a recurring job.</summary>
    public DateTime RunAt { get; init; }

    /// <summary>Until when the worker that has it may take to give a sign of life; null while nobody has it.</summary>
    public DateTime? LeasedUntil { get; init; }

    /// <summary>How often a worker has begun it; not counted is what failed because a server was away.</summary>
    public int Attempts { get; init; }

    /// <summary>The worker that has the lease.</summary>
    public string? LeasedBy { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; init; }
}
