namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command found out.</summary>
public sealed class CommandResultData
{
    /// <summary>The result.</summary>
    public required string Value { get; init; }

    /// <summary>What it is written in.</summary>
    public CommandResultFormat Format { get; init; }

    /// <summary>True when it is shown as soon as it is there; else when somebody asks for it.</summary>
    public bool DisplayImmediately { get; init; }
}
