using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Lab;

/// <summary>The lab in its own process, as a user starts it.</summary>
internal sealed class LabProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;

    private LabProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => { lock (_output) _output.AppendLine(line.Data); };
        _process.BeginOutputReadLine();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public string Output { get { lock (_output) return _output.ToString(); } }

    public static LabProcess Start(
        IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null, bool holdsInput = false)
    {
        var start = new ProcessStartInfo(Repository.Built("Lab", OperatingSystem.IsWindows() ? "Lab.exe" : "Lab"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = holdsInput,
        };
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new LabProcess(start);
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var lab = Start(arguments);
        return await lab.EndAsync();
    }

    /// <summary>Waits until the output contains a text.</summary>
    public async Task WaitForOutputAsync(string what)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(_process.HasExited || Output.Contains(what, StringComparison.Ordinal)),
            $"the lab prints '{what}'",
            seconds: 60);
        if (_process.HasExited) Assert.Fail($"The lab has ended: {Output}{await _errors}");
    }

    /// <summary>Ends the input, as the end of this process would.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async Task<(int Code, string Output, string Errors)> EndAsync(int seconds = 120)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited) Assert.Fail($"The lab still runs after {seconds} s: {Output}");
        return (_process.ExitCode, Output, await _errors);
    }

    /// <summary>The only scenario of the report.</summary>
    public static JsonElement Scenario(string folder, string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "api.json"))).RootElement.GetProperty("scenarios").EnumerateArray()
            .Single(scenario => scenario.GetProperty("name").GetString() == name);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
