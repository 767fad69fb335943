namespace Conduit.Lab.Map.Operation;

/// <summary>A command that the map offers, with what it does.</summary>
/// <param name="Name">Its name in the AppHost.</param>
/// <param name="Label">The text of its button.</param>
/// <param name="Done">What has happened afterwards, after the server's name.</param>
internal sealed record PartCommand(string Name, string Label, string Done)
{
    /// <summary>All of them, in the order of their buttons.</summary>
    public static IReadOnlyList<PartCommand> All { get; } =
    [
        new("start", "Start", "started"),
        new("stop", "Stop", "stopped"),
        new("restart", "Restart", "restarted"),
        new("kill", "Kill -9", "killed"),
        new("freeze", "Freeze", "frozen"),
        new("thaw", "Thaw", "thawed"),
        new("switch-roles", "Switch roles", "switched roles"),
        new("pause-replay", "Pause replay", "replay paused"),
        new("resume-replay", "Resume replay", "replay resumed"),
        new("flush", "Lose everything", "lost everything"),
        new("pause-jobs", "Pause jobs", "jobs paused"),
        new("resume-jobs", "Resume jobs", "jobs resumed"),
        new("purge-cache", "Purge cache", "cache purged"),
    ];

    /// <summary>The command of this name; null when the map does not offer it.</summary>
    public static PartCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);
}
