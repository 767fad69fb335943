using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Lifecycle;

/// <summary>What comes before a run and before a publish: whoever wants to hear of events subscribes, and hears of the first.</summary>
internal static class BeforeStart
{
    public static async Task PublishAsync(
        IServiceProvider services, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var eventing = services.GetRequiredService<IDistributedApplicationEventing>();
        foreach (var subscriber in services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(eventing, execution, cancellationToken);
        }

        await eventing.PublishAsync(
            new BeforeStartEvent(services, services.GetRequiredService<DistributedApplicationModel>()), cancellationToken);
    }
}
