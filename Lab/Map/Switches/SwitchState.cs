namespace Conduit.Lab.Map.Switches;

/// <summary>A live setting as the AppHost reports it.</summary>
/// <param name="Name">Its key in the configuration, as <c>Caching:Output</c>.</param>
/// <param name="Label">Its name on the page.</param>
/// <param name="Value">The value in force.</param>
/// <param name="Values">The values that it can have, the usual one first.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="IsUnsafe">Whether it switches a rule of safety off.</param>
/// <param name="IsLeased">Whether the value has a lease.</param>
internal sealed record SwitchState(
    string Name, string Label, string Value, IReadOnlyList<string> Values, string Description, bool IsUnsafe, bool IsLeased);
