using System.Diagnostics;

namespace Conduit.Lab.Api;

/// <summary>The floor as a process of its own, so that it has its own runtime as an API server has.</summary>
internal sealed class FloorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private FloorProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    public static async Task<FloorProcess> StartAsync(CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // run by `dotnet lab.dll`, the program is dotnet
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(FloorProcess).Assembly.Location);
        start.ArgumentList.Add("floor");
        var floor = new FloorProcess(Process.Start(start)!);
        try
        {
            var line = await floor._process.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(Patience, cancel);
            floor.Address = new Uri(line ?? throw new LabException("The floor did not start: see the line above, or measure the API alone with --no-floor."));
            return floor;
        }
        catch
        {
            await floor.DisposeAsync();
            throw;
        }
    }

    /// <summary>It ends when its input ends, and so it does when this process is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
