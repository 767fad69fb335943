using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Conduit.Tests.Freshness;

/// <summary>Goes through every interleaving, breadth first, so that the first path to a stale read is a shortest one.</summary>
internal sealed class Explorer
{
    // Only hashes of states are stored: two of a few million collide with a probability below one in a million.
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<int> _parents = [];
    private readonly Queue<State> _open = new();
    private readonly Successors _successors = new();
    private readonly Protocol _protocol;
    private readonly RecoveryGraph? _recovery;

    private Explorer(Rule leftOut, World world, RecoveryGraph? recovery)
    {
        _protocol = new(leftOut, world, _successors);
        _recovery = recovery;
    }

    /// <summary>Searches for a stale read.</summary>
    public static Exploration FindStaleRead(Rule leftOut, World world) => new Explorer(leftOut, world, null).Explore();

    /// <summary>Searches for a state from which, without further faults, hits never become possible again.</summary>
    public static Exploration FindStuckState(World world) => new Explorer(Rule.None, world, new RecoveryGraph()).Explore();

    private Exploration Explore()
    {
        Add(_protocol.Start(), 0);
        for (var number = 0; _open.TryDequeue(out var state); number++)
        {
            _protocol.AddSteps(state);
            _recovery?.AddState(_protocol.IsRecovered(state), _protocol.MustRecover(state));
            for (var index = 0; index < _successors.Count; index++)
            {
                ref var next = ref _successors[index];
                _protocol.MakeCanonical(ref next);
                var found = Add(next, number);
                if (next.IsStale) return new(_parents.Count, Path(found));
                if (!_successors.IsFault(index)) _recovery?.AddStep(found);
            }
        }

        return new(_parents.Count, _recovery?.FindStuckState() is { } stuck ? Path(stuck) : null);
    }

    /// <returns>The number of the state, whether it is new or not.</returns>
    private int Add(in State state, int parent)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, Hash(state), out var exists);
        if (exists) return number;
        number = _parents.Count;
        _parents.Add(parent);
        _open.Enqueue(state);
        return number;
    }

    private static ulong Hash(in State state) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<State>(in state)));

    /// <summary>
    /// Finds the path to a state by taking its steps again, from the states as they are and not from their canonical form:
    /// so a writer or follower keeps its name throughout.
    /// </summary>
    private List<string> Path(int number)
    {
        var numbers = new Stack<int>();
        for (; number != 0; number = _parents[number]) numbers.Push(number);
        _successors.IsDescribing = true;
        var steps = new List<string>();
        var state = _protocol.Start();
        while (numbers.TryPop(out number))
        {
            _protocol.AddSteps(state);
            var index = 0;
            while (NumberOf(_successors[index]) != number) index++;
            steps.Add(_successors.Description(index));
            state = _successors[index];
        }

        return steps;
    }

    private int NumberOf(State state)
    {
        _protocol.MakeCanonical(ref state);
        return _numbers.GetValueOrDefault(Hash(state), -1);
    }
}

/// <summary>What a search has found.</summary>
/// <param name="States">How many different states there are.</param>
/// <param name="Path">The steps to what was searched for; null when there is none.</param>
internal sealed record Exploration(int States, IReadOnlyList<string>? Path)
{
    public string Steps => string.Join('\n', (Path ?? []).Select((step, index) => $"{index + 1,2}. {step}"));
}
