using System.Diagnostics;

namespace Conduit.Lab.Map.Load;

/// <summary>A running <c>lab load</c>.</summary>
internal sealed class LoadProcess : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    // Beyond it, an exit code is that of a signal.
    private const int LastExitCode = 128;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private LoadProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static LoadProcess Start(LoadOptions options, Uri target)
    {
        var start = LabProgram.With(options.ToArguments(target));
        start.RedirectStandardError = true;
        return new(Process.Start(start)!);
    }

    /// <summary>Its lines, until it ends.</summary>
    public async IAsyncEnumerable<LoadLine> ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } text)
        {
            if (LoadLine.Read(text) is { } line) yield return line;
        }
    }

    /// <summary>Why it ended; null when it was stopped or its time was over.</summary>
    public async Task<string?> ReasonAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode == 0) return null;
        if (_process.ExitCode > LastExitCode) return $"Its process was killed by signal {_process.ExitCode - LastExitCode}.";
        var last = (await _errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return last ?? $"It ended with exit code {_process.ExitCode}.";
    }

    /// <summary>Stops it, and returns when it has ended.</summary>
    public async Task StopAsync()
    {
        // It ends when its input does, also when this process is killed.
        _process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_process.HasExited) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose() => _process.Dispose();
}
