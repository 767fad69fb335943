namespace Conduit.Data.Jobs;

/// <summary>A job that failed too often: kept to be seen and replayed.</summary>
public sealed class DeadJob
{
    /// <summary>The number it had as a job.</summary>
    public long Id { get; init; }

    /// <summary>Which handler failed.</summary>
    public required string Kind { get; init; }

    /// <summary>What the handler got, as JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>The lane it had.</summary>
    public short Lane { get; init; }

    /// <summary>The trace of the request that called for it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was called for.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When it was given up.</summary>
    public DateTime DiedAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; init; }
}
