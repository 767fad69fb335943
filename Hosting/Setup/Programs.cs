using System.ComponentModel;
using System.Diagnostics;

namespace Conduit.Hosting.Setup;

/// <summary>Runs short-lived programs (initdb, cp …) to their end, as the user the servers run as.</summary>
internal static class Programs
{
    /// <summary>The first of these programs that a folder of the PATH holds; null when none does.</summary>
    public static string? FindOnPath(params IEnumerable<string> names) =>
        AllOnPath(names).FirstOrDefault();

    /// <summary>Each of these programs in each folder of the PATH that holds it, in the order of the names.</summary>
    public static IEnumerable<string> AllOnPath(params IEnumerable<string> names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).Where(File.Exists);
    }

    /// <summary>Runs a program and returns its exit code and what it said on both outputs.</summary>
    public static ProgramResult Run(UnprivilegedUser? user, string program, IEnumerable<string> arguments) =>
        RunAsync(user, program, arguments, input: null, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs a program with a text on its input.</summary>
    public static async Task<ProgramResult> RunAsync(
        UnprivilegedUser? user, string program, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        string[] command = [.. AsUser(user), program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
            start.Environment["HOME"] = "/";

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            // a program that ends early closes its input: its exit code tells more than the broken pipe
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProgramResult(process.ExitCode, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new DistributedApplicationException(
                $"{start.FileName} cannot be run here: install it{(start.FileName == "setpriv" ? " (package util-linux)" : "")}.");
        }
    }

    /// <summary>The words before a command that make it run as the user, and end it when the shell that started it dies.</summary>
    public static IEnumerable<string> AsUser(UnprivilegedUser? user, string? signalWhenParentDies = null)
    {
        var changeUser = user is null ? [] : new[] { $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups" };
        var follow = signalWhenParentDies is null || !OperatingSystem.IsLinux() ? [] : new[] { $"--pdeathsig={signalWhenParentDies}" };
        return changeUser.Length + follow.Length == 0 ? [] : ["setpriv", .. changeUser, .. follow, "--"];
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last line it said: mostly the reason of a failure.</summary>
    public string LastLine =>
        (Error + "\n" + Output)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault() ?? "it said nothing";
}
