namespace Conduit.Data.Jobs;

/// <summary>Work that follows from a committed change. A worker may run it more than once, so its handler is idempotent.</summary>
public sealed class Job
{
    /// <summary>The id.</summary>
    public long Id { get; init; }

    /// <summary>The kind, which determines the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>The payload for the handler, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The trace of the request that enqueued it, as W3C traceparent.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The lane, one of <see cref="JobLane"/>.</summary>
    public short Lane { get; init; }

    /// <summary>The unique key, of which only one job exists at a time; null: it has none.</summary>
    public string? Key { get; init; }

    /// <summary>When it was enqueued.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When it is due: now, after a backoff, or at the next time of a schedule.</summary>
    public DateTime RunAt { get; init; }

    /// <summary>When its lease ends unless the worker renews it; null while it is not leased.</summary>
    public DateTime? LeasedUntil { get; init; }

    /// <summary>The number of attempts, without those that failed because a server was unavailable.</summary>
    public int Attempts { get; init; }

    /// <summary>The worker that has the lease.</summary>
    public string? LeasedBy { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; init; }
}
