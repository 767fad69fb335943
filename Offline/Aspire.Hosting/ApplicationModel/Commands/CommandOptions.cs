namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command shows and when it can be called.</summary>
public class CommandOptions
{
    /// <summary>The tooltip.</summary>
    public string? Description { get; set; }

    /// <summary>A question to answer first.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>What the caller is asked for.</summary>
    public IReadOnlyList<InteractionInput>? Arguments { get; set; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>The icon's variant.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>True when the button is in the row, not in the menu.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Tells from the resource's state whether the command can be called; always, when not given.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
