using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Conduit.Lab.Map.Lessons;

/// <summary>Runs lessons for clients that follow the progress.</summary>
internal sealed partial class LessonRuns(LessonRunner runner, ILogger<LessonRuns> log)
{
    /// <summary>Runs a lesson. The last progress has its result, or why it failed.</summary>
    public async IAsyncEnumerable<LessonProgress> RunAsync(
        Lesson lesson, double seconds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = Channel.CreateUnbounded<LessonProgress>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
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
        try
        {
            var result = await runner.RunAsync(lesson, seconds, one => progress.TryWrite(one), cancellationToken);
            progress.TryWrite(new("done", 1, Result: result));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Ended(log, lesson.Name);
        }
        catch (Exception fault) when (fault is LessonException or LabException or HttpRequestException or OperationCanceledException)
        {
            Failed(log, lesson.Name, fault.Message);
            progress.TryWrite(new("failed", 1, Failure: fault.Message));
        }
        finally
        {
            progress.Complete();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Lesson {Lesson} was ended early; what it had changed is put back.")]
    private static partial void Ended(ILogger logger, string lesson);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lesson {Lesson} failed; what it had changed is put back: {Reason}")]
    private static partial void Failed(ILogger logger, string lesson, string reason);
}
