using System.Runtime.CompilerServices;

namespace Conduit.Tests.Freshness;

/// <summary>Collects the states that can follow one state.</summary>
internal sealed class Successors
{
    private readonly State[] _states = new State[32];
    private readonly bool[] _faults = new bool[32];
    private readonly string[] _descriptions = new string[32];
    private State _from;

    public int Count { get; private set; }

    /// <summary>Descriptions are made only for the steps of a path that is printed: making them costs more than the search.</summary>
    public bool IsDescribing { get; set; }

    public ref readonly State From => ref _from;

    public ref State this[int index] => ref _states[index];

    public bool IsFault(int index) => _faults[index];

    public string Description(int index) => _descriptions[index];

    public void Restart(in State from)
    {
        _from = from;
        Count = 0;
    }

    /// <summary>Adds a copy of the state, for the caller to change into the one after the step.</summary>
    public ref State Add([InterpolatedStringHandlerArgument("")] scoped ref StepDescription step) => ref Add(ref step, isFault: false);

    /// <summary>As <see cref="Add(ref StepDescription)"/>, for a step that recovery must not depend on.</summary>
    public ref State AddFault([InterpolatedStringHandlerArgument("")] scoped ref StepDescription step) => ref Add(ref step, isFault: true);

    private ref State Add(scoped ref StepDescription step, bool isFault)
    {
        if (IsDescribing) _descriptions[Count] = step.ToString();
        _faults[Count] = isFault;
        ref var state = ref _states[Count++];
        state = _from;
        return ref state;
    }
}

/// <summary>The text of an interpolated string, which is not evaluated unless it is needed.</summary>
[InterpolatedStringHandler]
internal ref struct StepDescription
{
    private DefaultInterpolatedStringHandler _text;

    public StepDescription(int literalLength, int formattedCount, Successors successors, out bool isNeeded)
    {
        isNeeded = successors.IsDescribing;
        if (isNeeded) _text = new(literalLength, formattedCount);
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
