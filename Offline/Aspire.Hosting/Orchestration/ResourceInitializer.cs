using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Says, once there are addresses, what each resource's are, and lets each begin its own life.</summary>
internal sealed partial class ResourceInitializer(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IServiceProvider services)
{
    /// <summary>What resources do then by themselves goes on until the second token ends it.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken, CancellationToken lifeCancellationToken)
    {
        foreach (var resource in model.Resources.Where(r => r.IsProcessOrContainer()).ToList())
        {
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken);
        }

        foreach (var resource in model.Resources.ToList())
        {
            var urls = await ResourceUrls.ResolveAsync(resource, execution, loggers.GetLogger(resource), cancellationToken);
            await notifications.PublishUpdateAsync(resource, s => s with { Urls = [.. s.Urls, .. urls] });

            // A resource without a process says itself when it can be connected to.
            if (resource is IResourceWithConnectionString && (resource.IsProcessOrContainer() || IsChildOfProcess(resource)))
            {
                await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
            }

            _ = BeginAsync(resource, lifeCancellationToken);
        }
    }

    private async Task BeginAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await eventing.PublishAsync(
                new InitializeResourceEvent(resource, eventing, loggers, notifications, services), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application ends.
        }
#pragma warning disable CA1031 // whatever a resource's own code throws is its failure alone
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotInitialized(loggers.GetLogger(resource), resource.Name, e.Message);
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            });
        }
    }

    private static bool IsChildOfProcess(IResource resource) => resource is IResourceWithParent child && child.Parent.IsProcessOrContainer();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} could not be initialized: {Reason}")]
        public static partial void NotInitialized(ILogger logger, string resource, string reason);
    }
}
