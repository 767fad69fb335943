using Conduit.Lab.Map.Lessons.Results;

namespace Conduit.Lab.Map.Lessons;

/// <summary>How far a run is. The last one has the result, or why it failed.</summary>
/// <param name="Text">What happens now.</param>
/// <param name="Share">How much of the script is done, from 0 to 1.</param>
/// <param name="Phase">A phase that has just been measured.</param>
/// <param name="Result">The result.</param>
/// <param name="Problem">What could not be put back.</param>
/// <param name="Failure">Why the run failed, and what could not be put back.</param>
internal sealed record LessonProgress(
    string Text,
    double Share,
    PhaseFigures? Phase = null,
    LessonResult? Result = null,
    string? Problem = null,
    string? Failure = null);

/// <summary>A run cannot begin or go on; the message is a line for the reader.</summary>
internal sealed class LessonException(string message) : Exception(message);
