namespace Conduit.Hosting.Switches;

/// <summary>A setting that takes effect while the application runs, and that a tool may switch.</summary>
/// <param name="Name">Its key in the configuration, such as <c>Caching:Output</c>.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Values">The values that it can have, the default first.</param>
/// <param name="IsUnsafe">Whether it switches a rule of safety off; then every change is a lease.</param>
public sealed record LiveSwitch(string Name, string Label, string Description, IReadOnlyList<string> Values, bool IsUnsafe = false)
{
    /// <summary>The value as the switch spells it; null when it cannot have it.</summary>
    internal string? Spell(string? value) => Values.FirstOrDefault(one => one.Equals(value, StringComparison.OrdinalIgnoreCase));
}
