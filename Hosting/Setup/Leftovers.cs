using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Setup;

/// <summary>Ends what an AppHost that was killed has left running in a server's folder.</summary>
/// <remarks>The folder's lock is ours, so a server at work in it belongs to nobody any more.</remarks>
internal static partial class Leftovers
{
    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks the processes whose working folder this is to end, waits, and kills those that will not.</summary>
    public static async Task EndAsync(string workingFolder, ILogger log, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(workingFolder))
            return; // macOS has no /proc: there the server itself refuses a folder in use, and says so in its log

        // the system tells a process' folder without the symbolic links that ours may be named by
        var where = await Programs.RunAsync(user: null, "/bin/sh", ["-c", "cd \"$1\" && pwd -P", "sh", workingFolder], input: null, cancellationToken);
        workingFolder = where.Output.TrimEnd('\n');
        var found = At(workingFolder);
        if (found.Count == 0)
            return;

        Ending(log, found.Count, workingFolder);
        var waited = Stopwatch.StartNew();
        // the processes of a server tell one another: one that was asked by name would only repeat it
        _ = Signal(found.Min(), SignalInterrupt);
        while (At(workingFolder) is { Count: > 0 } left)
        {
            if (waited.Elapsed > Patience)
                left.ForEach(pid => _ = Signal(pid, SignalKill));
            await Task.Delay(50, cancellationToken);
        }
    }

    private static List<int> At(string workingFolder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, null, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && WorkingFolder(pid) == workingFolder)];

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // gone meanwhile, or somebody else's
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int pid, int signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ending {Count} processes that an earlier AppHost left in {Folder}.")]
    private static partial void Ending(ILogger logger, int count, string folder);
}
