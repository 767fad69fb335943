namespace Aspire.Hosting.ApplicationModel;

/// <summary>The commands that resources have by themselves.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts it.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops it.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts it.</summary>
    public static readonly string RestartCommand = "restart";

    /// <summary>Builds a project and starts it again.</summary>
    public static readonly string RebuildCommand = "rebuild";
}
