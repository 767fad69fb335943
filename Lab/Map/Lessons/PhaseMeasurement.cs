using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;

namespace Conduit.Lab.Map.Lessons;

/// <summary>Measures the phases of a run.</summary>
internal sealed class PhaseMeasurement(Lesson lesson, double seconds, ILessonSystem system, TimeProvider time)
{
    // Servers read new switches within a second, and caches fill.
    private const double WarmUpSeconds = 3;

    private readonly double _scale = Math.Min(1, seconds / LessonRunner.DefaultSeconds);
    private LoadOptions? _load;
    private LoadSecond? _lastSecond;

    /// <summary>Notes the load that the lesson starts.</summary>
    public void UseLoad(LoadOptions load) => (_load, _lastSecond) = (load, null);

    /// <summary>Waits until a server of the lesson's group gets its share of the requests.</summary>
    public async Task WaitForRequestsAsync(string part, CancellationToken cancellationToken)
    {
        // A balancer that knows the server gives it far more; fewer are probes.
        const double MinShare = .1;
        const double MaxSeconds = 60;
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start).TotalSeconds < MaxSeconds;)
        {
            var before = system.Counters;
            var servers = Servers(before, await NextAsync(before, cancellationToken));
            if (servers.GetValueOrDefault(part) > MinShare * servers.Values.Sum()) return;
        }

        throw new LessonException($"{part} gets no requests, {MaxSeconds} seconds after its start.");
    }

    public async Task<PhaseFigures> MeasureAsync(Measure measure, CancellationToken cancellationToken)
    {
        if (!measure.Immediately) await WarmUpAsync(cancellationToken);
        var (before, start) = (system.Counters, time.GetUtcNow());
        system.Note(measure.Phase);
        await DelayAsync(seconds, cancellationToken);
        // The counters of the last second come a moment later.
        var now = await NextAsync(system.Counters, cancellationToken);
        RequireOwnLoad();
        var load = system.LoadSince(start);
        var requests = load.Sum(second => second.Requests);
        var entry = system.FiguresBetween(before, now);
        var figures = requests > 0 ? entry with { Requests = requests / (time.GetUtcNow() - start).TotalSeconds } : entry;
        var phase = new PhaseFigures(
            measure.Phase,
            entry.Requests,
            figures,
            Servers(before, now),
            requests > 0 ? 100.0 * load.Sum(second => second.Errors) / requests : null,
            Longest: null,
            CountedSinceLast(load, second => second.Checked),
            CountedSinceLast(load, second => second.Stale),
            CountedSinceLast(load, second => second.Lost));
        if (load.Count > 0) _lastSecond = load[^1];
        return phase;
    }

    public async Task<PhaseFigures> SendAsync(Send send, CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start).TotalSeconds < WarmUpSeconds * _scale;)
            await system.DoAsync(send.Action, cancellationToken);

        var before = system.Counters;
        system.Note(send.Phase);
        var results = new List<UserActionResult>();
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin).TotalSeconds < seconds) results.Add(await system.DoAsync(send.Action, cancellationToken));

        var duration = time.GetElapsedTime(begin).TotalSeconds;
        var now = await NextAsync(system.Counters, cancellationToken);
        RequireOwnLoad();
        var times = results.Select(result => result.Milliseconds).Order().ToList();
        var failed = results.Count(result => result.IsError);
        var entry = system.FiguresBetween(before, now);
        var figures = entry with
        {
            Requests = results.Count / duration,
            P50 = Percentile(times, .5),
            P99 = Percentile(times, .99),
            P999 = Percentile(times, .999),
        };
        return new(
            send.Phase,
            entry.Requests,
            figures,
            Servers(before, now),
            100.0 * failed / results.Count,
            times[^1],
            results.Exists(result => result.IsStale is not null) ? results.Count(result => result.IsStale is not null) : null,
            results.Exists(result => result.IsStale is not null) ? results.Count(result => result.IsStale is true) : null,
            Lost: null);
    }

    // Since the end of the phase before, so that what happens between two phases belongs to the later one.
    private long? CountedSinceLast(IReadOnlyList<LoadSecond> load, Func<LoadSecond, long> count) =>
        load.Count > 0 ? count(load[^1]) - (_lastSecond is null ? 0 : count(_lastSecond)) : null;

    private IReadOnlyDictionary<string, double> Servers(SystemCounters before, SystemCounters now) =>
        lesson.Servers is { } group ? system.RequestsOf(group, before, now) : new Dictionary<string, double>();

    private Task WarmUpAsync(CancellationToken cancellationToken) => DelayAsync(WarmUpSeconds * _scale, cancellationToken);

    private Task DelayAsync(double length, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(length), time, cancellationToken);

    private async Task<SystemCounters> NextAsync(SystemCounters before, CancellationToken cancellationToken)
    {
        const int Attempts = 50;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (system.Counters is var now && now.At > before.At) return now;
            await DelayAsync(.1, cancellationToken);
        }

        throw new LessonException("The servers' figures were not collected meanwhile: is the AppHost running?");
    }

    // Also the load of another page, and one that has ended, would change what is measured.
    private void RequireOwnLoad()
    {
        if (!ReferenceEquals(system.Load, _load))
        {
            var text = $"The load of this lesson has ended, or another one runs in its place. {system.LoadProblem}";
            throw new LessonException(text.TrimEnd());
        }
    }

    private static double Percentile(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
