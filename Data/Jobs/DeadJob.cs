namespace Conduit.Data.Jobs;

/// <summary>A dead letter: a job that failed too often, stored for inspection and replay.</summary>
public sealed class DeadJob
{
    /// <summary>The id of the job.</summary>
    public long Id { get; init; }

    /// <summary>The kind, which determines the handler.</summary>
    public required string Kind { get; init; }

    /// <summary>The payload for the handler, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The lane of the job.</summary>
    public short Lane { get; init; }

    /// <summary>The trace of the request that enqueued it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was enqueued.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When the last attempt failed.</summary>
    public DateTime DiedAt { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; init; }
}
