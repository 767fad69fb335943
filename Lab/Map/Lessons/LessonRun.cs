using System.Globalization;
using Conduit.Lab.Map.Lessons.Results;

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
    private const string RateLimits = "RateLimits:Enabled";

    private readonly PhaseMeasurement _measurement = new(lesson, seconds, system, time);
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
    private async Task LiftRateLimitsAsync(CancellationToken cancellationToken)
    {
        if (await system.ReadSwitchAsync(RateLimits, cancellationToken) is not null)
            await SetAsync(new(RateLimits, "false"), cancellationToken);
    }

    private double Share => (double)_step / lesson.Steps.Count;

    private Task ExecuteAsync(LessonStep step, CancellationToken cancellationToken) => step switch
    {
        SetSwitch set => SetAsync(set, cancellationToken),
        StartLoad load => StartLoadAsync(load, cancellationToken),
        Execute command => CommandAsync(command, cancellationToken),
        SlowDown slow => SlowDownAsync(slow, cancellationToken),
        WaitForRequests wait => _measurement.WaitForRequestsAsync(wait.Part, cancellationToken),
        Measure measure => AddAsync(_measurement.MeasureAsync(measure, cancellationToken)),
        Send send => AddAsync(_measurement.SendAsync(send, cancellationToken)),
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no step of a lesson."),
    };

    private async Task SetAsync(SetSwitch set, CancellationToken cancellationToken)
    {
        var former = await system.ReadSwitchAsync(set.Name, cancellationToken)
            ?? throw new LessonException($"This system has no switch {set.Name}.");
        if (string.Equals(former.Value, set.Value, StringComparison.OrdinalIgnoreCase)) return;
        // A switch has one lease, and the reader's would end with the lesson.
        if (former.IsLeased && !changes.HasSwitch(set.Name))
            throw new LessonException($"{set.Name} is set for a while, by its lease: set it on the map, or wait a minute.");
        changes.AddSwitch(set.Name);
        Require(await system.SetSwitchAsync(set.Name, set.Value, cancellationToken));
    }

    private async Task StartLoadAsync(StartLoad load, CancellationToken cancellationToken)
    {
        changes.AddLoad();
        var options = load.Options;
        _measurement.UseLoad(options);
        Require(await system.StartLoadAsync(options, cancellationToken));
    }

    private async Task CommandAsync(Execute command, CancellationToken cancellationToken)
    {
        foreach (var part in Select(command.Part))
        {
            await RequireConditionAsync(part, command.Command, cancellationToken);
            changes.AddCommand(part, command.Command);
            Require(await system.ExecuteAsync(part, command.Command, cancellationToken));
            system.Note($"{part}: {command.Command}");
        }
    }

    private async Task SlowDownAsync(SlowDown slow, CancellationToken cancellationToken)
    {
        var part = Select(slow.Part).Single();
        await RequireConditionAsync(part, "freeze", cancellationToken);
        var server = new SlowServer(system, part);
        changes.Add(slow.Text, server.EndAsync);
        Require(await server.BeginAsync(cancellationToken));
        system.Note(slow.Text);
    }

    private async Task AddAsync(Task<PhaseFigures> measured)
    {
        var phase = await measured;
        _phases.Add(phase);
        var value = lesson.Figure.Write(lesson.Figure.Value(phase));
        report(new(string.Create(CultureInfo.InvariantCulture, $"{phase.Name}: {lesson.Figure.Name} {value}"), Share, phase));
    }

    private IReadOnlyList<string> Select(string selector) => system.Select(selector) is { Count: > 0 } parts
        ? parts
        : throw new LessonException($"This system has no {selector} now, which this lesson needs.");

    private async Task RequireConditionAsync(string part, string command, CancellationToken cancellationToken) =>
        Require(CommandCondition.FindProblem(part, command, await system.ReadStateAsync(part, cancellationToken)));

    private static void Require(string? failure)
    {
        if (failure is not null) throw new LessonException(failure);
    }
}
