using System.Diagnostics;

namespace Conduit.Tests.Publishing;

/// <summary>Runs published scripts and programs that read published files.</summary>
internal static class Shell
{
    /// <summary>Runs a script and returns what it prints.</summary>
    public static string Run(string script) => Run("sh", script);

    /// <summary>Runs a program and returns what it prints; it must succeed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}\n{errors.Result}");
        return output;
    }
}
