using System.Globalization;

namespace Conduit.Lab.Consistency;

/// <summary>
/// The processes of this machine that follow the event logs: API servers and the edge. Found in /proc, so only on Linux.
/// </summary>
internal static class FollowerProcesses
{
    private const string NameVariable = "OTEL_SERVICE_NAME=";

    /// <summary>The names of the followers of a Redis server.</summary>
    public static IReadOnlyList<string> Names(string connection) => [.. Find(connection).Select(process => process.Name).Distinct()];

    /// <summary>Suspends a follower for some time, as a very slow machine would, and resumes it.</summary>
    public static async Task SuspendAsync(string name, string connection, TimeSpan time, CancellationToken cancellationToken)
    {
        var processes = Find(connection).Where(process => process.Name == name).Select(process => process.Id).ToList();
        foreach (var id in processes) ProcessSignal.TrySend(id, ProcessSignal.Stop);
        try
        {
            await Task.Delay(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            foreach (var id in processes) ProcessSignal.TrySend(id, ProcessSignal.Continue);
        }
    }

    private static IEnumerable<(int Id, string Name)> Find(string connection)
    {
        if (!OperatingSystem.IsLinux()) yield break;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            var variables = ReadEnvironment(folder);
            if (!variables.Contains($"ConnectionStrings__freshness={connection}")) continue;
            var name = variables
                .FirstOrDefault(variable => variable.StartsWith(NameVariable, StringComparison.Ordinal))?[NameVariable.Length..];
            if (name is "edge" || name?.StartsWith("api", StringComparison.Ordinal) is true) yield return (id, name);
        }
    }

    private static string[] ReadEnvironment(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return [];
        }
    }
}
