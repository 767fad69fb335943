namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended; made by <see cref="CommandResults"/>.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>True when it did its work.</summary>
    public required bool Success { get; init; }

    /// <summary>True when it was ended early.</summary>
    public bool Canceled { get; init; }

    /// <summary>What to tell the caller.</summary>
    public string? Message { get; init; }

    /// <summary>What it found out.</summary>
    public CommandResultData? Data { get; init; }
}
