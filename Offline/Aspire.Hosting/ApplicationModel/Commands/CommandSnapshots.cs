namespace Aspire.Hosting.ApplicationModel;

internal static class CommandSnapshots
{
    /// <summary>A command as it shows in a resource's present state.</summary>
    public static ResourceCommandSnapshot ToSnapshot(
        this ResourceCommandAnnotation command, CustomResourceSnapshot state, IServiceProvider services) => new(
            command.Name,
            StateOf(command, state, services),
            command.DisplayName,
            command.DisplayDescription,
            Parameter: null,
            command.ConfirmationMessage,
            command.IconName,
            command.IconVariant,
            command.IsHighlighted)
        {
            Arguments = command.Arguments,
        };

    private static ResourceCommandState StateOf(ResourceCommandAnnotation command, CustomResourceSnapshot state, IServiceProvider services)
    {
        try
        {
            return command.UpdateState(new UpdateCommandStateContext { ResourceSnapshot = state, Services = services });
        }
#pragma warning disable CA1031 // a command that cannot say when it can be called must not keep the resource's state from being told
        catch (Exception)
#pragma warning restore CA1031
        {
            return ResourceCommandState.Disabled;
        }
    }
}
