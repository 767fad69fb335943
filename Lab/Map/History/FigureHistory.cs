namespace Conduit.Lab.Map.History;

/// <summary>The samples of the last five minutes; of the seconds in which no page was open, there are none.</summary>
internal sealed class FigureHistory(SampleCalculator calculator, TimeProvider time)
{
    /// <summary>How many seconds are stored.</summary>
    public const int Length = 300;

    // One second may have too few requests for a 99.9th percentile, so latencies are those of the last five.
    private const int LatencySeconds = 5;

    private readonly Lock _lock = new();
    private readonly Queue<SystemCounters> _counters = [];
    private readonly Queue<FigureSample> _samples = [];

    /// <summary>The latest counters; null while none are collected.</summary>
    public SystemCounters? Counters { get; private set; }

    /// <summary>The samples, the oldest first.</summary>
    public IReadOnlyList<FigureSample> Samples
    {
        get
        {
            lock (_lock)
            {
                RemoveUntil(time.GetUtcNow());
                return [.. _samples];
            }
        }
    }

    /// <summary>Adds the counters of a second.</summary>
    /// <returns>Its figures; null when there are no counters before.</returns>
    public FigureSample? Add(SystemCounters now)
    {
        lock (_lock)
        {
            var before = Counters;
            Counters = now;
            _counters.Enqueue(now);
            while (_counters.Count > LatencySeconds + 1) _counters.Dequeue();
            if (before is null) return null;
            var sample = calculator.Between(before, now, latenciesSince: _counters.Peek());
            _samples.Enqueue(sample);
            RemoveUntil(now.At);
            return sample;
        }
    }

    /// <summary>Notes that nothing is collected from now on, so that the next sample does not span the pause.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            Counters = null;
            _counters.Clear();
        }
    }

    private void RemoveUntil(DateTimeOffset now)
    {
        var start = now.AddSeconds(-Length).ToUnixTimeMilliseconds();
        while (_samples.TryPeek(out var oldest) && oldest.Time <= start) _samples.Dequeue();
    }
}
