using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conduit.Tests.Lab.Lessons;

/// <summary>The last progress of a run says how it ended, and what could not be put back.</summary>
public sealed class LessonRunsTests : IDisposable
{
    private readonly FakeLessonSystem _system = new();
    private readonly LessonRuns _runs;

    public LessonRunsTests() => _runs = new(new(_system, TimeProvider.System), NullLogger<LessonRuns>.Instance);

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task A_failed_run_says_what_could_not_be_put_back()
    {
        _system.FailsAt = "end worker";

        var last = (await RunAsync(new Execute("worker", "pause-jobs"), new Execute("api-9", "stop")))[^1];

        Assert.Contains("api-9", last.Failure, StringComparison.Ordinal);
        Assert.Contains("pause-jobs of worker could not be put back", last.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_stopped_puts_everything_back_and_says_so()
    {
        _system.BeforeAction = () => _ = _runs.StopAsync();

        var last = (await RunAsync(Script.Off("Edge:Cache"), new Send("never", UserAction.List)))[^1];

        Assert.Equal(("Stopped. Everything was put back.", null), (last.Text, last.Failure));
        Assert.Equal("true", _system.Switches["Edge:Cache"]);
    }

    private async Task<List<LessonProgress>> RunAsync(params LessonStep[] steps)
    {
        var lesson = LessonCatalog.All[0] with { Steps = steps };
        var progress = new List<LessonProgress>();
        await foreach (var one in _runs.RunAsync(lesson, LessonRunner.DefaultSeconds, CancellationToken.None)) progress.Add(one);
        return progress;
    }
}
