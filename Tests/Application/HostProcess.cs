using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Conduit.Tests.Application;

/// <summary>AppHost in its own process, with a mark that all its children inherit.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Ready> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(ProcessStartInfo start)
    {
        start.Environment["CONDUIT_TEST_MARK"] = Mark;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("AppHost ended before it was ready"));
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public sealed record Ready(Uri Site, Uri? Dashboard);

    public string Mark { get; } = Guid.NewGuid().ToString("N");

    public int Id => _process.Id;

    public string Output { get { lock (_output) return _output.ToString(); } }

    public string Errors { get { lock (_errors) return _errors.ToString(); } }

    /// <summary>Starts AppHost with settings by their configuration names, and with further environment variables.</summary>
    public static HostProcess Start(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        var start = new ProcessStartInfo(Repository.AppHost, arguments) { WorkingDirectory = Path.Combine(Repository.Root, "AppHost") };
        foreach (var (name, value) in LaunchProfile().Concat(environment ?? []))
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return new HostProcess(start);
    }

    /// <summary>Waits for the line with the addresses of the site and the dashboard.</summary>
    public async Task<Ready> ReadyAsync(int seconds = 120)
    {
        try
        {
            return await _ready.Task.WaitAsync(TimeSpan.FromSeconds(seconds));
        }
        catch (Exception cause) when (cause is TimeoutException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{cause.Message}\n{Output}\n{Errors}", cause);
        }
    }

    /// <summary>Sends a signal: INT, TERM, KILL.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until the process ends and returns its exit code.</summary>
    public async Task<int> EndAsync(int seconds = 60)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException cause)
        {
            throw new TimeoutException($"AppHost still runs after {seconds} s\n{Output}\n{Errors}", cause);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            try { await EndAsync(20); }
            catch (TimeoutException) { _process.Kill(entireProcessTree: true); }
        }
        _process.Dispose();
    }

    /// <summary>The settings of the launch profile, with free ports.</summary>
    private static IEnumerable<KeyValuePair<string, string>> LaunchProfile() =>
    [
        new("ASPNETCORE_ENVIRONMENT", "Development"),
        new("DOTNET_ENVIRONMENT", "Development"),
        new("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        new("ASPNETCORE_URLS", $"http://localhost:{FreePort.Next()}"),
        new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{FreePort.Next()}"),
        new("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{FreePort.Next()}"),
    ];

    private void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
        if (ReadyLine().Match(line) is { Success: true } ready)
        {
            var dashboard = ready.Groups["dashboard"] is { Success: true } address ? new Uri(address.Value) : null;
            _ready.TrySetResult(new Ready(new Uri(ready.Groups["site"].Value), dashboard));
        }
    }

    [GeneratedRegex(@"^Conduit is ready: (?<site>\S+)(  dashboard: (?<dashboard>\S+))?$")]
    private static partial Regex ReadyLine();
}
