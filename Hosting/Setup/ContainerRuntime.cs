using System.ComponentModel;
using System.Diagnostics;

namespace Conduit.Hosting.Setup;

/// <summary>Asks whether a container runtime answers on this machine.</summary>
internal static class ContainerRuntime
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The name of the runtime that answers, or null.</summary>
    public static string? Find() =>
        Answers("docker", "{{.ServerVersion}}") ? "docker" : Answers("podman", "{{.Version.Version}}") ? "podman" : null;

    private static bool Answers(string program, string format)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["info", "--format", format])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(ProbeTimeout))
                return process.ExitCode == 0;

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}
