namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command as the dashboard shows it.</summary>
/// <param name="Name">The name to call it by.</param>
/// <param name="State">Whether it can be called now.</param>
/// <param name="DisplayName">The text of the button.</param>
/// <param name="DisplayDescription">The tooltip.</param>
/// <param name="Parameter">Not used.</param>
/// <param name="ConfirmationMessage">A question to answer first.</param>
/// <param name="IconName">The name of a Fluent UI icon.</param>
/// <param name="IconVariant">The icon's variant.</param>
/// <param name="IsHighlighted">True when the button is in the row, not in the menu.</param>
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted)
{
    /// <summary>What the caller is asked for.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; init; } = [];
}
