using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Lifecycle;

/// <summary>A service that subscribes to the application's events before the first one is published.</summary>
public interface IDistributedApplicationEventingSubscriber
{
    /// <summary>Called once, to subscribe.</summary>
    Task SubscribeAsync(
        IDistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken);
}
