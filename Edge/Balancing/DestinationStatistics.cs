using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Balancing;

/// <summary>The results of the requests to one server, and the limits of its concurrent requests.</summary>
internal sealed class DestinationStatistics(EdgeOptions options)
{
    private const int SampleCount = 512;

    private readonly double[] _samples = new double[SampleCount];
    private long _completed;
    private long _failed;

    /// <summary>Its slots and the short queue for them.</summary>
    public ConcurrencyLimiter Slots { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentRequests,
        QueueLimit = options.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>
    /// The share of its slots that sign-ins and registrations may use, because they are expensive and need no account. They are not queued.
    /// </summary>
    public ConcurrencyLimiter SignIns { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, options.MaxConcurrentRequests * options.SignInPercent / 100),
    });

    /// <summary>Whether it has no free slot for a request.</summary>
    public bool IsFull(bool isSignIn) => IsExhausted(Slots) || (isSignIn && IsExhausted(SignIns));

    public long Completed => Volatile.Read(ref _completed);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>The median duration of the latest completed requests in milliseconds; null when there is none yet.</summary>
    public double? Median
    {
        get
        {
            var count = (int)Math.Min(Completed, SampleCount);
            if (count == 0) return null;
            var sorted = _samples[..count];
            Array.Sort(sorted);
            return sorted[count / 2];
        }
    }

    public void RecordCompletion(TimeSpan duration) =>
        _samples[(Interlocked.Increment(ref _completed) - 1) % SampleCount] = duration.TotalMilliseconds;

    private static bool IsExhausted(ConcurrencyLimiter limiter)
    {
        using var probe = limiter.AttemptAcquire(0);
        return !probe.IsAcquired;
    }

    public void RecordFailure() => Interlocked.Increment(ref _failed);
}

/// <summary>The statistics of all servers. The entry of a removed server is collected with it.</summary>
internal sealed class DestinationStatisticsTable(IOptions<EdgeOptions> options)
{
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<DestinationState, DestinationStatistics> _statistics = [];

    public DestinationStatistics Of(DestinationState server) => _statistics.GetValue(server, _ => new(options.Value));
}
