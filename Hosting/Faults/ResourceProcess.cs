using System.Globalization;
using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Faults;

/// <summary>The processes of a resource that runs on this machine. Linux only.</summary>
internal static class ResourceProcess
{
    private const string PidProperty = "executable.pid";

    // The orchestrator starts these, and they start the server.
    private static readonly string[] Launchers = ["sh", "dash", "bash", "dotnet"];

    /// <summary>The id of the server's first process; null while none runs.</summary>
    public static int? Of(CustomResourceSnapshot snapshot)
    {
        if (snapshot.State?.Text != KnownResourceStates.Running
            || snapshot.Properties.FirstOrDefault(property => property.Name == PidProperty)?.Value is not { } value)
            return null;

        var id = Convert.ToInt32(value, CultureInfo.InvariantCulture);
        return Launchers.Contains(NameOf(id)) && Children(id) is [var server, ..] ? server : id;
    }

    /// <summary>Kills a server as a crash would.</summary>
    public static bool Kill(int server) => FolderProcesses.Signal(server, FolderProcesses.SignalKill) == 0;

    /// <summary>Stops a server and its processes without ending them; returns the stopped ones.</summary>
    public static IReadOnlyList<int> Freeze(int server)
    {
        // The first process before its children: then it starts no more of them.
        List<int> stopped = FolderProcesses.Signal(server, FolderProcesses.SignalStop) == 0 ? [server] : [];
        for (var next = 0; next < stopped.Count; next++)
            stopped.AddRange(Children(stopped[next]).Where(child => FolderProcesses.Signal(child, FolderProcesses.SignalStop) == 0));
        return stopped;
    }

    /// <summary>Continues processes that <see cref="Freeze"/> has stopped, and that still exist.</summary>
    public static void Thaw(IReadOnlyList<int> stopped)
    {
        // An id may belong to another process by now; the signal changes nothing for a process that is not stopped.
        foreach (var id in stopped.Reverse())
            _ = FolderProcesses.Signal(id, FolderProcesses.SignalContinue);
    }

    private static List<int> Children(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && StatOf(id)?.Parent == parent)
            .Order(),
    ];

    private static string? NameOf(int id) => StatOf(id)?.Name;

    private static (string Name, int Parent)? StatOf(int id)
    {
        try
        {
            // The name is in parentheses and may hold any character; state and parent follow.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            return (stat[(open + 1)..close], int.Parse(stat[(close + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
