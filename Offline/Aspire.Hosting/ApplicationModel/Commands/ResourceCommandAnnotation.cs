namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command of a resource.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    internal ResourceCommandAnnotation(
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? options)
    {
        Name = name;
        DisplayName = displayName;
        ExecuteCommand = executeCommand;
        UpdateState = options?.UpdateState ?? (_ => ResourceCommandState.Enabled);
        DisplayDescription = options?.Description;
        Arguments = options?.Arguments ?? [];
        ConfirmationMessage = options?.ConfirmationMessage;
        IconName = options?.IconName;
        IconVariant = options?.IconVariant;
        IsHighlighted = options?.IsHighlighted ?? false;
    }

    /// <summary>The name to call it by.</summary>
    public string Name { get; }

    /// <summary>The text of the button.</summary>
    public string DisplayName { get; }

    /// <summary>Tells from the resource's state whether the command can be called.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; }

    /// <summary>Does the work.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }

    /// <summary>The tooltip.</summary>
    public string? DisplayDescription { get; }

    /// <summary>What the caller is asked for.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; }

    /// <summary>A question to answer first.</summary>
    public string? ConfirmationMessage { get; }

    /// <summary>The name of a Fluent UI icon.</summary>
    public string? IconName { get; }

    /// <summary>The icon's variant.</summary>
    public IconVariant? IconVariant { get; }

    /// <summary>True when the button is in the row, not in the menu.</summary>
    public bool IsHighlighted { get; }
}
