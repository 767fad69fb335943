using System.Globalization;
using System.Runtime.InteropServices;

namespace Conduit.Hosting.Setup;

/// <summary>The processes whose working folder is one of a server's folders. Linux only: elsewhere none is found.</summary>
internal static class FolderProcesses
{
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public static readonly int SignalContinue = OperatingSystem.IsMacOS() ? 19 : 18;
    public static readonly int SignalStop = OperatingSystem.IsMacOS() ? 17 : 19;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether processes can be found by their folder on this machine.</summary>
    public static bool CanBeFound => OperatingSystem.IsLinux();

    /// <summary>The ids of the processes at work in one of the folders.</summary>
    public static List<int> In(params IReadOnlyList<string> folders)
    {
        if (!CanBeFound)
            return [];

        return [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && WorkingFolder(id) is { } folder && folders.Contains(folder))];
    }

    /// <summary>
    /// Kills the processes at work in the folders, and returns when two searches in a row have found none: a process that is just being
    /// started is in the folder before it is a server.
    /// </summary>
    public static async Task KillAsync(IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        for (var searches = 0; searches < 2; searches++)
        {
            while (In(folders) is { Count: > 0 } found)
            {
                searches = 0;
                found.ForEach(id => _ = Signal(id, SignalKill));
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Whether a process is stopped, by a signal or a debugger: it runs no instruction until it is woken.</summary>
    public static bool IsStopped(int id)
    {
        try
        {
            // The state follows the name, which is in parentheses and may hold any character.
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status[status.LastIndexOf(')')..] is [_, _, 'T' or 't', ..];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The folder without symbolic links, as the system names it.</summary>
    public static async Task<string> RealPathAsync(string folder, CancellationToken cancellationToken)
    {
        var result = await Programs.RunAsync(
            user: null, "/bin/sh", ["-c", "cd \"$1\" && pwd -P", "sh", folder], input: null, cancellationToken);
        return result.Output.TrimEnd('\n');
    }

    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Signal(int id, int signal);

    private static string? WorkingFolder(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return null;
        }
    }
}
