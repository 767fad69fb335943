namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the dashboard shows of a parameter.</summary>
internal static class ParameterState
{
    public static CustomResourceSnapshot Initial(ParameterResource parameter) => new()
    {
        ResourceType = "Parameter",
        Properties = [new(CustomResourceKnownProperties.Source, parameter.ConfigurationKey)],
        State = KnownResourceStates.Waiting,
    };

    public static async Task ShowValueAsync(InitializeResourceEvent @event, CancellationToken cancellationToken)
    {
        var parameter = (ParameterResource)@event.Resource;
        try
        {
            var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            await @event.Notifications.PublishUpdateAsync(parameter, state => state with
            {
                State = KnownResourceStates.Running,
                Properties = [.. state.Properties, new("Value", value) { IsSensitive = parameter.Secret }],
            }).ConfigureAwait(false);
        }
        catch (DistributedApplicationException e)
        {
            await @event.Notifications.PublishUpdateAsync(parameter, state => state with
            {
                State = new(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Error),
                Properties = [.. state.Properties, new("Value", e.Message)],
            }).ConfigureAwait(false);
        }
    }
}
