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

    /// <summary>When it was called for.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>Not before this time: the end of the lease while a worker has it, the next try after a failure.</summary>
    public DateTime RunAt { get; init; }

    /// <summary>How often a worker has begun it.</summary>
    public int Attempts { get; init; }

    /// <summary>The worker that has the lease.</summary>
    public string? LeasedBy { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; init; }
}
