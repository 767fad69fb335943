using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Conduit.Lab.Map.Lessons;

/// <summary>Runs lessons for clients that follow the progress.</summary>
internal sealed partial class LessonRuns(LessonRunner runner, ILogger<LessonRuns> log) : IDisposable
{
    private CancellationTokenSource _stop = new();

    /// <summary>Ends the run early. Its client learns when everything was put back.</summary>
    public Task StopAsync() => Interlocked.Exchange(ref _stop, new()).CancelAsync();

    public void Dispose() => _stop.Dispose();

    /// <summary>Runs a lesson. The last progress has its result, or why it failed.</summary>
    public async IAsyncEnumerable<LessonProgress> RunAsync(
        Lesson lesson, double seconds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = Channel.CreateUnbounded<LessonProgress>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var run = RunAsync(lesson, seconds, progress.Writer, end.Token);
        try
        {
            // Not cancelled: the channel ends when the run has put everything back.
            await foreach (var one in progress.Reader.ReadAllAsync(CancellationToken.None)) yield return one;
        }
        finally
        {
            await end.CancelAsync();
            await run;
        }
    }

    private async Task RunAsync(Lesson lesson, double seconds, ChannelWriter<LessonProgress> progress, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        try
        {
            var result = await runner.RunAsync(lesson, seconds, Report, cancellationToken);
            progress.TryWrite(new("done", 1, Result: result));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var outcome = Outcome(problems);
            Ended(log, lesson.Name, outcome);
            progress.TryWrite(new($"Stopped. {outcome}", 1));
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            var outcome = Outcome(problems);
            Failed(log, lesson.Name, fault.Message, outcome);
            progress.TryWrite(new("failed", 1, Failure: $"The lesson failed: {fault.Message} {outcome}"));
        }
        finally
        {
            progress.Complete();
        }

        void Report(LessonProgress one)
        {
            if (one.Problem is { } problem) problems.Add(problem);
            progress.TryWrite(one);
        }
    }

    private static string Outcome(List<string> problems) =>
        problems.Count == 0 ? "Everything was put back." : string.Join(' ', problems);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lesson {Lesson} was ended early. {Outcome}")]
    private static partial void Ended(ILogger logger, string lesson, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lesson {Lesson} failed: {Reason} {Outcome}")]
    private static partial void Failed(ILogger logger, string lesson, string reason, string outcome);
}
