using HdrHistogram;

namespace Conduit.Lab.Load;

/// <summary>What a run of requests came to. Latencies are in milliseconds.</summary>
internal sealed record Measurement(long Requests, long Errors, double Seconds, double P50, double P99)
{
    /// <summary>Requests a second that were answered well.</summary>
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

/// <summary>What one connection saw.</summary>
internal sealed class Recorder
{
    private const long LongestMicroseconds = 600_000_000;

    public LongHistogram Latencies { get; } = NewHistogram();

    public long Errors { get; private set; }

    public static LongHistogram NewHistogram() => new(1, LongestMicroseconds, numberOfSignificantValueDigits: 3);

    /// <summary>Counts an answer; a bad one counts as an error and not as a quick answer.</summary>
    public void Add(int status, TimeSpan latency)
    {
        if (status is (>= 200 and < 300) or 304) Latencies.RecordValue(Math.Clamp((long)latency.TotalMicroseconds, 1, LongestMicroseconds));
        else if (status == RateLimits.Status) throw RateLimits.Met();
        else Errors++;
    }

    /// <summary>Counts what was not answered.</summary>
    public void AddLost(long count = 1) => Errors += count;
}
