using System.Diagnostics;

namespace Conduit.Lab.Edge;

/// <summary>A program that is started for a measurement, listens at an address, and is killed afterwards.</summary>
internal sealed class OwnProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private OwnProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the program, and waits until a request to it succeeds.</summary>
    public static async Task<OwnProcess> StartAsync(ProcessStartInfo start, Uri address, string path, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var own = new OwnProcess(process, address);
        using var http = new HttpClient();
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(address, path), cancellationToken);
                if (response.IsSuccessStatusCode) return own;
            }
            catch (HttpRequestException)
            {
                // The program does not listen yet.
            }

            if (process.HasExited || Stopwatch.GetElapsedTime(begun) > StartTimeout)
            {
                await own.DisposeAsync();
                throw new LabException($"{start.FileName} did not start: {(await errors).Split('\n')[0]}");
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
