using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds connection strings made of other resources' values.</summary>
public static class ConnectionStringBuilderExtensions
{
    /// <summary>Adds a connection string.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, ReferenceExpression connectionStringExpression)
    {
        var resource = new ConnectionStringResource(name, connectionStringExpression);
        var connectionString = builder.AddResource(resource).WithInitialState(new()
        {
            ResourceType = "ConnectionString",
            Properties = [],
            State = KnownResourceStates.Waiting,
        });

        foreach (var part in ValueReferences.Of(connectionStringExpression))
            connectionString.WaitForPart(part);

        builder.Eventing.Subscribe<InitializeResourceEvent>(resource, BecomeAvailableAsync);
        return connectionString;
    }

    /// <summary>Adds a connection string that the callback puts together.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, Action<ReferenceExpressionBuilder> connectionStringBuilder)
    {
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }

    private static void WaitForPart(this IResourceBuilder<ConnectionStringResource> builder, IResource part)
    {
        builder.WithAnnotation(new WaitAnnotation(part, WaitType.WaitUntilStarted));
        builder.WithRelationship(part, ResourceRelationshipAnnotation.WaitFor);
        builder.WithReferenceRelationship(part);
    }

    private static async Task BecomeAvailableAsync(InitializeResourceEvent @event, CancellationToken cancellationToken)
    {
        await @event.Notifications.WaitForDependenciesAsync(@event.Resource, cancellationToken).ConfigureAwait(false);
        await @event.Eventing.PublishAsync(new ConnectionStringAvailableEvent(@event.Resource, @event.Services), cancellationToken)
            .ConfigureAwait(false);
        var value = await ((ConnectionStringResource)@event.Resource).ConnectionStringExpression.GetValueAsync(cancellationToken)
            .ConfigureAwait(false);
        await @event.Notifications.PublishUpdateAsync(@event.Resource, state => state with
        {
            State = KnownResourceStates.Running,
            Properties = [.. state.Properties, new(CustomResourceKnownProperties.ConnectionString, value) { IsSensitive = true }],
        }).ConfigureAwait(false);
    }
}
