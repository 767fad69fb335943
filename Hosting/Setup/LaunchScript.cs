using System.Text;

namespace Conduit.Hosting.Setup;

/// <summary>The small shell script that the orchestrator starts and stops in place of a server.</summary>
/// <remarks>
/// It turns the orchestrator's SIGTERM into the signal that stops this server cleanly and at once, and a server whose script is killed
/// ends with it. It is written before each start, so the choice of the program can be made that late.
/// </remarks>
internal static class LaunchScript
{
    /// <summary>Writes the script for a server that ends cleanly at <paramref name="stopSignal"/>.</summary>
    public static void Write(string path, UnprivilegedUser? user, string stopSignal, params IEnumerable<string> command)
    {
        var words = Programs.AsUser(user, signalWhenParentDies: stopSignal).Concat(command).Select(Quote);
        var script = $"""
            #!/bin/sh
            # Written by the AppHost before each start.
            {string.Join(' ', words)} &
            server=$!
            trap 'kill -{stopSignal} "$server"' TERM INT HUP
            status=0
            # A signal ends a wait early, so wait until the server is gone.
            while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
            exit "$status"

            """;
        PrivateFiles.Write(path, script, user);
    }

    private static string Quote(string word) => new StringBuilder(word).Replace("'", "'\\''").Insert(0, '\'').Append('\'').ToString();
}
