using System.Globalization;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Requests;

namespace Conduit.Lab.Map.Lessons;

/// <summary>One run of a lesson's script.</summary>
internal sealed class LessonRun(
    Lesson lesson,
    double seconds,
    ILessonSystem system,
    LessonChanges changes,
    TimeProvider time,
    Action<LessonProgress> report)
{
    // Servers read new switches within a second, and caches fill.
    private const double WarmUpSeconds = 3;

    private const string RateLimits = "RateLimits:Enabled";

    private readonly double _scale = Math.Min(1, seconds / LessonRunner.DefaultSeconds);
    private readonly List<PhaseFigures> _phases = [];
    private int _step;

    /// <summary>The phases that were measured.</summary>
    public IReadOnlyList<PhaseFigures> Phases => _phases;

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        await LiftRateLimitsAsync(cancellationToken);
        foreach (var step in lesson.Steps)
        {
            report(new(step.Text, Share));
            await ExecuteAsync(step, cancellationToken);
            _step++;
        }
    }

    // A single client sends more than a person does.
    private async Task LiftRateLimitsAsync(CancellationToken stop)
    {
        if (await system.ReadSwitchAsync(RateLimits, stop) is not null) await SetAsync(new(RateLimits, "false"), stop);
    }

    private double Share => (double)_step / lesson.Steps.Count;

    private Task ExecuteAsync(LessonStep step, CancellationToken stop) => step switch
    {
        SetSwitch set => SetAsync(set, stop),
        StartLoad load => StartLoadAsync(load, stop),
        StopLoad => system.StopLoadAsync(),
        Execute command => CommandAsync(command, stop),
        SlowDown slow => SlowDownAsync(slow, stop),
        Wait wait => DelayAsync(wait.Seconds * _scale, stop),
        Measure measure => MeasureAsync(measure, stop),
        Send send => SendAsync(send, stop),
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no step of a lesson."),
    };

    private async Task SetAsync(SetSwitch set, CancellationToken stop)
    {
        var former = await system.ReadSwitchAsync(set.Name, stop)
            ?? throw new LessonException($"This system has no switch {set.Name}.");
        if (string.Equals(former, set.Value, StringComparison.OrdinalIgnoreCase)) return;
        changes.AddSwitch(set.Name, former);
        Require(await system.SetSwitchAsync(set.Name, set.Value, stop));
        system.Note(set.Text);
    }

    private async Task StartLoadAsync(StartLoad load, CancellationToken stop)
    {
        changes.AddLoad();
        Require(await system.StartLoadAsync(load.Options, stop));
        system.Note(load.Text);
    }

    private async Task CommandAsync(Execute command, CancellationToken stop)
    {
        foreach (var part in Select(command.Part))
        {
            changes.AddCommand(part, command.Command, isRestarted: command.Part.Contains('/', StringComparison.Ordinal));
            Require(await system.ExecuteAsync(part, command.Command, stop));
            system.Note($"{part}: {command.Command}");
        }
    }

    private async Task SlowDownAsync(SlowDown slow, CancellationToken stop)
    {
        var server = new SlowServer(system, Select(slow.Part).Single());
        changes.Add(slow.Text, server.EndAsync);
        Require(await server.BeginAsync(stop));
        system.Note(slow.Text);
    }

    private async Task MeasureAsync(Measure measure, CancellationToken stop)
    {
        if (!measure.Immediately) await WarmUpAsync(stop);
        var (before, start) = (system.Counters, time.GetUtcNow());
        system.Note(measure.Phase);
        await DelayAsync(seconds, stop);
        // The counters of the last second come a moment later.
        var now = await NextAsync(before, stop);
        var load = system.LoadSince(start);
        var requests = load.Sum(second => second.Requests);
        var figures = system.FiguresBetween(before, now);
        if (requests > 0) figures = figures with { Requests = requests / (time.GetUtcNow() - start).TotalSeconds };
        Add(new(
            measure.Phase,
            (now.At - before.At).TotalSeconds,
            figures,
            Servers(before, now),
            requests > 0 ? 100.0 * load.Sum(second => second.Errors) / requests : null,
            Longest: null,
            load.Count > 0 ? load[^1].Checked - load[0].Checked : null,
            load.Count > 0 ? load[^1].Stale - load[0].Stale : null,
            load.Count > 0 ? load[^1].Lost - load[0].Lost : null));
    }

    private async Task SendAsync(Send send, CancellationToken stop)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start).TotalSeconds < WarmUpSeconds * _scale;)
            await system.DoAsync(send.Deed, stop);

        var before = system.Counters;
        system.Note(send.Phase);
        var results = new List<DeedResult>();
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin).TotalSeconds < seconds) results.Add(await system.DoAsync(send.Deed, stop));

        var duration = time.GetElapsedTime(begin).TotalSeconds;
        var now = await NextAsync(before, stop);
        var times = results.Select(result => result.Milliseconds).Order().ToList();
        var failed = results.Count(result => result.IsError);
        var figures = system.FiguresBetween(before, now) with
        {
            Requests = results.Count / duration,
            P50 = Percentile(times, .5),
            P99 = Percentile(times, .99),
            P999 = Percentile(times, .999),
        };
        Add(new(
            send.Phase,
            duration,
            figures,
            Servers(before, now),
            100.0 * failed / results.Count,
            times[^1],
            results.Exists(result => result.IsStale is not null) ? results.Count(result => result.IsStale is not null) : null,
            results.Exists(result => result.IsStale is not null) ? results.Count(result => result.IsStale is true) : null,
            Lost: null));
    }

    private void Add(PhaseFigures phase)
    {
        _phases.Add(phase);
        var value = lesson.Figure.Write(lesson.Figure.Value(phase));
        report(new(string.Create(CultureInfo.InvariantCulture, $"{phase.Name}: {lesson.Figure.Name} {value}"), Share, phase));
    }

    private IReadOnlyDictionary<string, double> Servers(SystemCounters before, SystemCounters now) =>
        lesson.Servers is { } group ? system.RequestsOf(group, before, now) : new Dictionary<string, double>();

    private Task WarmUpAsync(CancellationToken stop) => DelayAsync(WarmUpSeconds * _scale, stop);

    private Task DelayAsync(double length, CancellationToken stop) => Task.Delay(TimeSpan.FromSeconds(length), time, stop);

    private async Task<SystemCounters> NextAsync(SystemCounters before, CancellationToken stop)
    {
        const int Attempts = 30;
        for (var attempt = 0; system.Counters.At <= before.At && attempt < Attempts; attempt++) await DelayAsync(.1, stop);
        return system.Counters;
    }

    private IReadOnlyList<string> Select(string selector) => system.Select(selector) is { Count: > 0 } parts
        ? parts
        : throw new LessonException($"This system has no {selector} now, which this lesson needs.");

    private static double Percentile(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];

    private static void Require(string? failure)
    {
        if (failure is not null) throw new LessonException(failure);
    }
}
