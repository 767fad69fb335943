namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that the host knows.</summary>
public static class KnownResourceStates
{
    /// <summary>Not listed.</summary>
    public static readonly string Hidden = nameof(Hidden);

    /// <summary>About to run.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Running.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Could not start.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The container runtime does not answer.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>About to end.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Has ended.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Has done its work.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Waits for another.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is started by hand.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>There, without a life of its own.</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>A parameter without a value.</summary>
    public static readonly string ValueMissing = "Value missing";

    /// <summary>Is built before it runs again.</summary>
    public static readonly string Building = nameof(Building);

    /// <summary>The states that a resource leaves only by being started again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];

    /// <summary>The states in which a project can be built.</summary>
    public static readonly IReadOnlyList<string> BuildableStates = [Running, Waiting, Finished, FailedToStart, Exited];
}
