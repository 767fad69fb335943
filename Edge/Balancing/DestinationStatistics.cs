using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Balancing;

/// <summary>What became of the requests that one server was given, and how many more it may be given at once.</summary>
internal sealed class DestinationStatistics(EdgeOptions options)
{
    private const int Remembered = 512;

    private readonly double[] _latest = new double[Remembered];
    private long _answered;
    private long _failed;

    /// <summary>Its slots, and the short queue before them.</summary>
    public ConcurrencyLimiter Slots { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.MaxConcurrentRequests,
        QueueLimit = options.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>
    /// The share of its slots that sign-ins and registrations may take, which cost much and need no account. They wait in no queue.
    /// </summary>
    public ConcurrencyLimiter SignIns { get; } = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, options.MaxConcurrentRequests * options.SignInPercent / 100),
    });

    /// <summary>Whether it has no slot for a request.</summary>
    public bool IsFull(bool isSignIn) => IsExhausted(Slots) || (isSignIn && IsExhausted(SignIns));

    public long Answered => Volatile.Read(ref _answered);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Of the latest answers, how many milliseconds half of them took at most; null when there is none yet.</summary>
    public double? Median
    {
        get
        {
            var known = (int)Math.Min(Answered, Remembered);
            if (known == 0) return null;
            var sorted = _latest[..known];
            Array.Sort(sorted);
            return sorted[known / 2];
        }
    }

    public void Answer(TimeSpan took) => _latest[(Interlocked.Increment(ref _answered) - 1) % Remembered] = took.TotalMilliseconds;

    private static bool IsExhausted(ConcurrencyLimiter limiter)
    {
        using var none = limiter.AttemptAcquire(0);
        return !none.IsAcquired;
    }

    public void Fail() => Interlocked.Increment(ref _failed);
}

/// <summary>The records of all servers; a server that is gone for good takes its own with it.</summary>
internal sealed class DestinationStatisticsTable(IOptions<EdgeOptions> options)
{
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<DestinationState, DestinationStatistics> _records = [];

    public DestinationStatistics Of(DestinationState server) => _records.GetValue(server, _ => new(options.Value));
}
