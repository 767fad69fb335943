using System.Diagnostics;

namespace Conduit.Lab.Media;

/// <summary>Samples how much memory a program of this machine takes.</summary>
internal sealed class ProcessMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly CancellationTokenSource _stop;

    public ProcessMemory(string program, CancellationToken cancellationToken)
    {
        _process = Process.GetProcessesByName(program).FirstOrDefault()
            ?? throw new LabException($"{program} does not run on this machine, so its memory cannot be measured.");
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = SampleAsync(_stop.Token);
    }

    /// <summary>How much it takes now.</summary>
    public long Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 >> 20;
        }
    }

    /// <summary>The most that it took at a sample.</summary>
    public long MaxMegabytes { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _process.Dispose();
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            MaxMegabytes = Math.Max(MaxMegabytes, Megabytes);
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
