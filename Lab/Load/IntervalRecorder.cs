using HdrHistogram;

namespace Conduit.Lab.Load;

/// <summary>The latencies and errors of all connections since they were last read.</summary>
internal sealed class IntervalRecorder
{
    private readonly Lock _lock = new();
    private readonly LongHistogram _latencies = Recorder.NewHistogram();
    private long _errors;

    public void Add(long microseconds)
    {
        lock (_lock) _latencies.RecordValue(microseconds);
    }

    public void AddErrors(long count)
    {
        lock (_lock) _errors += count;
    }

    /// <summary>Returns the figures, and starts over.</summary>
    public IntervalFigures Take()
    {
        lock (_lock)
        {
            var figures = new IntervalFigures(_latencies.TotalCount + _errors, _errors, Percentile(50), Percentile(99), Percentile(99.9));
            _latencies.Reset();
            _errors = 0;
            return figures;
        }

        double Percentile(double percent) => _latencies.TotalCount == 0 ? 0 : _latencies.GetValueAtPercentile(percent) / 1000.0;
    }
}

/// <summary>The requests of an interval, with and without errors, and the latencies of the others in milliseconds.</summary>
internal sealed record IntervalFigures(long Requests, long Errors, double P50, double P99, double P999);
