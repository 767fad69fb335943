using System.Text;

namespace Conduit.Hosting.Setup;

/// <summary>The small shell program that the orchestrator starts and stops in place of a server.</summary>
/// <remarks>
/// It turns the orchestrator's SIGTERM into the signal that stops this server cleanly and at once, and when it is killed
/// itself the server ends with it. What it starts is decided as late as the file is written: before each start.
/// </remarks>
internal static class LaunchScript
{
    /// <summary>The script's name in a server's folder.</summary>
    public const string FileName = "run.sh";

    /// <summary>Writes the script for a server that ends cleanly at <paramref name="stopSignal"/>.</summary>
    public static void Write(string folder, UnprivilegedUser? user, string stopSignal, params IEnumerable<string> command)
    {
        var words = Programs.AsUser(user, signalWhenParentDies: stopSignal).Concat(command).Select(Quote);
        var script = $"""
            #!/bin/sh
            # Written by the AppHost before each start.
            {string.Join(' ', words)} &
            server=$!
            trap 'kill -{stopSignal} "$server"' TERM INT HUP
            status=0
            # a signal ends a wait early, so wait until the server is gone
            while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
            exit "$status"

            """;
        PrivateFiles.Write(Path.Combine(folder, FileName), script, user);
    }

    private static string Quote(string word) => new StringBuilder(word).Replace("'", "'\\''").Insert(0, '\'').Append('\'').ToString();
}
