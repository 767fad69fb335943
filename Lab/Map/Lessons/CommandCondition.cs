using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map.Lessons;

/// <summary>
/// Refuses a command that finds a server in a state that the reader chose: the lesson would measure something else, and its end would
/// change that state.
/// </summary>
internal static class CommandCondition
{
    private const string Start = "start";

    /// <summary>Why a lesson does not execute a command now; null: it may.</summary>
    public static string? FindProblem(string part, string command, ResourceState? state) => (command, state) switch
    {
        (Start, null) => null,
        (Start, _) => PartState.HasEnded(state) ? null : $"{part} runs already: stop it first.",
        (_, { State: PartState.Running, Fault: null }) => null,
        (_, { State: PartState.Running }) => $"{part} is not as usual ({state.Fault}): undo that first.",
        _ => $"{part} does not run: start it first.",
    };
}
