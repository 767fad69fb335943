using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Conduit.Tests.Application;

/// <summary>A service's process, to be frozen and woken; or another one beside it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static async Task<ServiceProcess> OfAsync(ConduitApplication application, string resource) => new(Process.GetProcessById(await application.ProcessIdAsync(resource)));

    /// <summary>Where one that was started beside this one listens.</summary>
    public Uri? Address { get; private init; }

    /// <summary>Starts one that differs from this one in its port, and in these environment variables; null removes one.</summary>
    public ServiceProcess StartAnother(params (string Name, string? Value)[] environment)
    {
        var command = File.ReadAllText($"/proc/{_process.Id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = File.ResolveLinkTarget($"/proc/{_process.Id}/cwd", returnFinalTarget: true)!.FullName };
        start.Environment.Clear();
        foreach (var variable in File.ReadAllText($"/proc/{_process.Id}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries))
            start.Environment[variable[..variable.IndexOf('=', StringComparison.Ordinal)]] = variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..];
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        start.Environment["ASPNETCORE_URLS"] = address;
        return new(Process.Start(start)!) { Address = new Uri(address) };
    }

    /// <summary>Waits until one that was started beside this one is healthy.</summary>
    public Task HealthyAsync() => Eventually.SucceedsAsync(
        async () =>
        {
            using var http = new HttpClient { BaseAddress = Address };
            using var health = await http.GetAsync("/health");
            health.EnsureSuccessStatusCode();
        },
        "the started service is healthy",
        seconds: 60);

    public void Freeze() => Signal(Stop);

    public void Wake() => Signal(Continue);

    public async Task EndAsync()
    {
        Signal(Terminate);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token);
    }

    public void Dispose() => _process.Dispose();

    // Another process that sends it would come too late.
    private void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
