using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>The last progress of a run says how it ended, and what could not be put back.</summary>
public sealed class LessonRunsTests
{
    private readonly FakeLessonSystem _system = new();

    [Fact]
    public async Task A_failed_run_says_what_could_not_be_put_back()
    {
        _system.FailsAt = "resume-jobs worker";

        var last = (await RunAsync(Runs(), new Execute("worker", "pause-jobs"), new Execute("api-9", "stop")))[^1];

        Assert.Contains("api-9", last.Failure, StringComparison.Ordinal);
        Assert.Contains("pause-jobs of worker could not be put back", last.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_puts_everything_back_and_says_so()
    {
        var runs = Runs();
        _system.BeforeDeed = () => _ = runs.StopAsync();

        var last = (await RunAsync(runs, Script.Off("Edge:Cache"), new Send("never", Deed.List)))[^1];

        Assert.Equal(("Stopped. Everything was put back.", null), (last.Text, last.Failure));
        Assert.Equal("true", _system.Switches["Edge:Cache"]);
    }

    private LessonRuns Runs() => new(new(_system, TimeProvider.System), NullLogger<LessonRuns>.Instance);

    private static async Task<List<LessonProgress>> RunAsync(LessonRuns runs, params LessonStep[] steps)
    {
        var lesson = LessonCatalog.All[0] with { Steps = steps };
        var progress = new List<LessonProgress>();
        await foreach (var one in runs.RunAsync(lesson, LessonRunner.DefaultSeconds, CancellationToken.None)) progress.Add(one);
        return progress;
    }
}
