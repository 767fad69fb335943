using System.Collections.Concurrent;
using System.Diagnostics;

namespace Conduit.Lab.Failover;

/// <summary>When requests of a kind succeeded and failed.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<(long Time, string? Failure)> _requests = [];

    public void AddSuccess() => _requests.Enqueue((Stopwatch.GetTimestamp(), null));

    public void AddFailure(string failure) => _requests.Enqueue((Stopwatch.GetTimestamp(), failure));

    /// <summary>The failures since a fault.</summary>
    public IEnumerable<string> Failures(long from) =>
        _requests.Where(request => request.Time > from).Select(request => request.Failure).OfType<string>();

    /// <summary>The longest time without a success since a fault, up to now.</summary>
    public TimeSpan LongestOutage(long from)
    {
        var (last, longest) = (from, TimeSpan.Zero);
        var successes = _requests.Where(request => request.Failure is null && request.Time > from).Select(request => request.Time).Order();
        foreach (var time in successes.Append(Stopwatch.GetTimestamp()))
        {
            var gap = Stopwatch.GetElapsedTime(last, time);
            (last, longest) = (time, gap > longest ? gap : longest);
        }

        return longest;
    }
}
