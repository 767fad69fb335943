using Conduit.Lab.Map.Lessons.Results;

namespace Conduit.Lab.Map.Lessons;

/// <summary>Runs lessons, one at a time, and puts everything back that a lesson has changed, whatever happens.</summary>
internal sealed class LessonRunner(ILessonSystem system, TimeProvider time)
{
    /// <summary>How long a phase is measured by default.</summary>
    public const double DefaultSeconds = 10;

    private Lesson? _current;

    /// <summary>The lesson that runs; null: none.</summary>
    public Lesson? Current => Volatile.Read(ref _current);

    /// <summary>Runs a lesson.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="seconds">How long each phase is measured.</param>
    /// <param name="report">Receives the progress.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="LessonException">The run cannot begin or go on.</exception>
    public async Task<LessonResult> RunAsync(
        Lesson lesson, double seconds, Action<LessonProgress> report, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _current, lesson, null) is { } other)
            throw new LessonException($"The lesson \"{other.Title}\" runs: wait for its end.");
        var changes = new LessonChanges(system);
        try
        {
            if (system.Load is not null) throw new LessonException("A load runs, which would be measured too: stop it first.");
            await using var observation = await system.ObserveAsync(cancellationToken);
            var run = new LessonRun(lesson, seconds, system, changes, time, report);
            try
            {
                await run.ExecuteAsync(cancellationToken);
            }
            finally
            {
                // While the leases are still renewed, so that each change is undone here, in order.
                report(new("putting everything back", 1));
                await changes.UndoAsync();
                foreach (var problem in changes.Problems) report(new(problem, 1, Problem: problem));
            }

            return LessonResult.Of(lesson, run.Phases, time.GetUtcNow(), changes.Problems);
        }
        finally
        {
            Volatile.Write(ref _current, null);
        }
    }
}
