namespace Conduit.Hosting.Switches;

/// <summary>A switch with the value in force.</summary>
/// <param name="Name">Its key in the configuration.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">The value in force.</param>
/// <param name="Values">The values that it can have.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsUnsafe">Whether it switches a rule of safety off.</param>
/// <param name="IsLeased">Whether the value has a lease.</param>
internal sealed record SwitchState(
    string Name, string Label, string Value, IReadOnlyList<string> Values, string Description, bool IsUnsafe, bool IsLeased);

/// <summary>A request for a change of a switch.</summary>
/// <param name="Value">The value.</param>
/// <param name="Leased">Whether the former value comes back when nothing renews the lease.</param>
internal sealed record SwitchChange(string? Value, bool Leased);

/// <summary>Why a switch was not changed.</summary>
/// <param name="IsUnknown">Whether there is no such switch.</param>
/// <param name="Reason">The reason.</param>
internal sealed record SwitchRefusal(bool IsUnknown, string Reason);
