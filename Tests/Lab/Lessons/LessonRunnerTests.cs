using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Lessons.Results;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>A run puts back what it has changed, whatever happens.</summary>
public sealed class LessonRunnerTests
{
    private const double Seconds = .02;

    private static readonly LoadMix Mix = new(1, 0, 0, 0);

    private readonly FakeLessonSystem _system = new();
    private readonly List<LessonProgress> _progress = [];

    [Fact]
    public async Task Each_step_is_reported_and_each_phase_is_measured()
    {
        var result = await RunAsync(new Send("one", UserAction.Home), new Execute("api-1", "stop"), new Measure("two"));

        Assert.Equal(["one", "two"], result.Phases);
        Assert.Equal(["one", "two"], _progress.Where(one => one.Phase is not null).Select(one => one.Phase!.Name));
        Assert.Equal(_progress.Select(one => one.Share).Order(), _progress.Select(one => one.Share));
        var failed = result.Rows.Single(row => row.Name == LessonFigure.Failed.Name);
        Assert.Equal([0, 10], failed.Values.Select(value => value!.Value));
        Assert.Equal([null, 1], result.Rows.Single(row => row.Name == LessonFigure.Stale.Name).Values);
    }

    [Fact]
    public async Task Changes_are_undone_in_reverse_order()
    {
        await RunAsync(Script.Off("Edge:Cache"), new Execute("worker", "pause-jobs"), new Execute("*/replica", "pause-replay"));

        Assert.Equal(
            [
                "end postgres-1-b", "end postgres-0-b", "end worker", "end Edge:Cache", "end RateLimits:Enabled",
            ],
            _system.Done.TakeLast(5));
    }

    [Fact]
    public async Task What_the_script_itself_puts_back_is_not_undone_again()
    {
        await RunAsync(new Execute("api-2", "stop"), new Execute("api-2", "start"));

        Assert.Equal(1, _system.Done.Count(done => done == "start api-2"));
        Assert.Empty(_system.Faults);
    }

    [Fact]
    public async Task A_failed_step_ends_the_run_and_everything_is_put_back()
    {
        _system.FailsAt = "stop media";

        var fault = await Assert.ThrowsAsync<LessonException>(() => RunAsync(
            new StartLoad(LoadKind.Open, 10, Mix), new SlowDown("api-1"), new Execute("media", "stop"), new Measure("never")));

        Assert.Equal("It cannot be done.", fault.Message);
        AssertIsAsBefore();
    }

    [Fact]
    public async Task A_run_that_is_cancelled_puts_everything_back()
    {
        using var end = new CancellationTokenSource();
        _system.BeforeAction = end.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            end.Token, Script.Off("Caching:Redis"), new Execute("api-1", "freeze"), new Send("never", UserAction.List)));

        AssertIsAsBefore();
    }

    [Fact]
    public async Task What_cannot_be_put_back_is_reported_and_does_not_keep_the_rest()
    {
        _system.FailsAt = "end worker";

        var result = await RunAsync(Script.Off("Edge:Cache"), new Execute("worker", "pause-jobs"), new Send("one", UserAction.Home));

        Assert.Contains("pause-jobs of worker", Assert.Single(result.Problems), StringComparison.Ordinal);
        Assert.Equal("true", _system.Switches["Edge:Cache"]);
        Assert.Contains(_progress, one => one.Text == result.Problems[0]);
    }

    [Fact]
    public async Task A_missing_switch_or_server_and_a_load_of_the_reader_are_named()
    {
        var noSwitch = await Assert.ThrowsAsync<LessonException>(() => RunAsync(Script.Off("Caching:Tape")));
        var noServer = await Assert.ThrowsAsync<LessonException>(() => RunAsync(new Execute("api-9", "stop")));
        _system.Load = new(LoadKind.Open, 1, 0, Mix, null);
        var load = await Assert.ThrowsAsync<LessonException>(() => RunAsync(new Measure("never")));

        Assert.Contains("Caching:Tape", noSwitch.Message, StringComparison.Ordinal);
        Assert.Contains("api-9", noServer.Message, StringComparison.Ordinal);
        Assert.Contains("load", load.Message, StringComparison.Ordinal);
        Assert.NotNull(_system.Load);
    }

    [Theory]
    [InlineData("api-3", "start", "Running", null, "api-3 runs already: stop it first.")]
    [InlineData("media", "stop", "Exited", null, "media does not run: start it first.")]
    [InlineData("worker", "pause-jobs", "Running", "jobs paused", "worker is not as usual (jobs paused): undo that first.")]
    public async Task State_that_the_reader_chose_is_named_and_stays(
        string part, string command, string state, string? faultOfPart, string reason)
    {
        _system.States[part] = new(part, state, null, null, faultOfPart, []);

        var fault = await Assert.ThrowsAsync<LessonException>(() => RunAsync(new Execute(part, command), new Measure("never")));

        Assert.Equal(reason, fault.Message);
        Assert.DoesNotContain(_system.Done, done => done.EndsWith(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Switch_that_the_reader_has_leased_is_named_and_stays()
    {
        _system.Leased.Add("Edge:Cache");

        var fault = await Assert.ThrowsAsync<LessonException>(() => RunAsync(Script.Off("Edge:Cache"), new Measure("never")));

        Assert.Contains("Edge:Cache", fault.Message, StringComparison.Ordinal);
        Assert.Equal("true", _system.Switches["Edge:Cache"]);
    }

    [Fact]
    public async Task Load_that_has_ended_fails_the_phase()
    {
        _system.LoadDies = true;

        var fault = await Assert.ThrowsAsync<LessonException>(() =>
            RunAsync(new StartLoad(LoadKind.Open, 10, Mix), new Measure("never")));

        Assert.Contains("has ended", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Its process was killed.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_progress, one => one.Phase is not null);
    }

    [Fact]
    public async Task Writes_lost_between_two_phases_count_for_the_later_one()
    {
        foreach (var lost in (long[])[2, 5]) _system.Lost.Enqueue(lost);

        var result = await RunAsync(new StartLoad(LoadKind.Open, 10, Mix), new Measure("one"), new Measure("two"));

        Assert.Equal([2, 3], result.Rows.Single(row => row.Name == LessonFigure.Lost.Name).Values);
    }

    [Fact]
    public async Task Two_lessons_do_not_run_at_once()
    {
        var runner = new LessonRunner(_system, TimeProvider.System);
        var lesson = LessonOf(new Measure("one"));
        using var end = new CancellationTokenSource();
        var first = runner.RunAsync(lesson, LessonRunner.DefaultSeconds, _ => { }, end.Token);

        Assert.Same(lesson, runner.Current);
        await Assert.ThrowsAsync<LessonException>(() => runner.RunAsync(lesson, Seconds, _ => { }, CancellationToken.None));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Null(runner.Current);
        await runner.RunAsync(LessonOf(new Send("one", UserAction.Home)), Seconds, _ => { }, CancellationToken.None);
    }

    private void AssertIsAsBefore()
    {
        Assert.Equal(FakeLessonSystem.Defaults.OrderBy(one => one.Key), _system.Switches.OrderBy(one => one.Key));
        Assert.Empty(_system.Faults);
        Assert.Null(_system.Load);
        Assert.False(_system.IsObserved);
    }

    private Task<LessonResult> RunAsync(params LessonStep[] steps) => RunAsync(CancellationToken.None, steps);

    private Task<LessonResult> RunAsync(CancellationToken cancellationToken, params LessonStep[] steps) =>
        new LessonRunner(_system, TimeProvider.System).RunAsync(LessonOf(steps), Seconds, _progress.Add, cancellationToken);

    private static Lesson LessonOf(params LessonStep[] steps) => LessonCatalog.All[0] with { Steps = steps };
}
