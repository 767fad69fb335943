using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting;

/// <summary>Inputs, to be found by their names.</summary>
/// <param name="inputs">The inputs.</param>
public sealed class InteractionInputCollection(IReadOnlyList<InteractionInput> inputs) : IReadOnlyList<InteractionInput>
{
    /// <summary>How many there are.</summary>
    public int Count => inputs.Count;

    /// <summary>One of them.</summary>
    public InteractionInput this[int index] => inputs[index];

    /// <summary>Finds an input.</summary>
    public bool TryGetByName(string name, [NotNullWhen(true)] out InteractionInput? input)
    {
        input = inputs.FirstOrDefault(one => one.Name == name);
        return input is not null;
    }

    /// <summary>All of them, in their order.</summary>
    public IEnumerator<InteractionInput> GetEnumerator() => inputs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
