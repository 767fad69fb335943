using HdrHistogram;

namespace Conduit.Lab.Load;

/// <summary>The result of a run of requests. Latencies are in milliseconds.</summary>
internal sealed record Measurement(long Requests, long Errors, double Seconds, double P50, double P99)
{
    /// <summary>Successful requests a second.</summary>
    public double Rate => (Requests - Errors) / Seconds;

    public static Measurement Of(IReadOnlyCollection<Recorder> recorders, TimeSpan time)
    {
        var all = Recorder.NewHistogram();
        foreach (var recorder in recorders) all.Add(recorder.Latencies);
        return new Measurement(
            all.TotalCount + recorders.Sum(recorder => recorder.Errors),
            recorders.Sum(recorder => recorder.Errors),
            time.TotalSeconds,
            Percentile(50),
            Percentile(99));

        double Percentile(double percent) => all.TotalCount == 0 ? 0 : all.GetValueAtPercentile(percent) / 1000.0;
    }
}

/// <summary>The latencies and errors of one connection.</summary>
/// <param name="interval">Gets them too; null: they are only read at the end.</param>
internal sealed class Recorder(IntervalRecorder? interval = null)
{
    private const long MaxMicroseconds = 600_000_000;

    public LongHistogram Latencies { get; } = NewHistogram();

    public long Errors { get; private set; }

    public static LongHistogram NewHistogram() => new(1, MaxMicroseconds, numberOfSignificantValueDigits: 3);

    /// <summary>Counts a response; an error does not count as a fast response.</summary>
    public void Add(int status, TimeSpan latency)
    {
        if (status is (>= 200 and < 300) or 304)
        {
            var microseconds = Math.Clamp((long)latency.TotalMicroseconds, 1, MaxMicroseconds);
            Latencies.RecordValue(microseconds);
            interval?.Add(microseconds);
        }
        else if (status == RateLimits.Status)
        {
            throw RateLimits.Met();
        }
        else
        {
            AddLost();
        }
    }

    /// <summary>Counts requests without a response, or with an error as response.</summary>
    public void AddLost(long count = 1)
    {
        Errors += count;
        interval?.AddErrors(count);
    }
}
