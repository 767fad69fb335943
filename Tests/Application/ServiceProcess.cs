using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Conduit.Tests.Application;

/// <summary>The process of a service, which a test can suspend and resume; or a second process of the same service.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    public static async Task<ServiceProcess> OfAsync(ConduitApplication application, string resource) =>
        new(Process.GetProcessById(await application.ProcessIdAsync(resource)));

    /// <summary>The address of a process that the test started itself.</summary>
    public Uri? Address { get; private init; }

    /// <summary>Starts another process with its own port and these environment variables; null removes a variable.</summary>
    public ServiceProcess StartAnother(params (string Name, string? Value)[] environment)
    {
        var command = File.ReadAllText($"/proc/{_process.Id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var folder = File.ResolveLinkTarget($"/proc/{_process.Id}/cwd", returnFinalTarget: true)!.FullName;
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder };
        start.Environment.Clear();
        foreach (var variable in File.ReadAllText($"/proc/{_process.Id}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..separator]] = variable[(separator + 1)..];
        }
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        start.Environment["ASPNETCORE_URLS"] = address;
        return new(Process.Start(start)!) { Address = new Uri(address) };
    }

    /// <summary>Waits until a process that the test started is healthy.</summary>
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

    // Starting another program to send the signal would take too long.
    private void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
