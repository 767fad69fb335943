using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.Eventing;

/// <inheritdoc cref="IDistributedApplicationEventing"/>
public partial class DistributedApplicationEventing : IDistributedApplicationEventing
{
    private readonly ConcurrentDictionary<Type, ImmutableList<DistributedApplicationEventSubscription>> _subscriptions = new();

    internal ILogger Logger { get; set; } = NullLogger.Instance;

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent
    {
        var subscription = new DistributedApplicationEventSubscription((@event, cancellationToken) => callback((T)@event, cancellationToken));
        _subscriptions.AddOrUpdate(typeof(T), [subscription], (_, list) => list.Add(subscription));
        return subscription;
    }

    /// <inheritdoc/>
    public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent =>
        Subscribe<T>((@event, cancellationToken) =>
            ReferenceEquals(@event.Resource, resource) ? callback(@event, cancellationToken) : Task.CompletedTask);

    /// <inheritdoc/>
    public void Unsubscribe(DistributedApplicationEventSubscription subscription)
    {
        foreach (var type in _subscriptions.Keys)
        {
            _subscriptions.AddOrUpdate(type, [], (_, list) => list.Remove(subscription));
        }
    }

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default) where T : IDistributedApplicationEvent =>
        PublishAsync(@event, EventDispatchBehavior.BlockingSequential, cancellationToken);

    /// <inheritdoc/>
    public Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent
    {
        if (!_subscriptions.TryGetValue(typeof(T), out var subscriptions))
        {
            return Task.CompletedTask;
        }

        switch (dispatchBehavior)
        {
            case EventDispatchBehavior.BlockingSequential:
                return CallInOrder(subscriptions, @event, cancellationToken);
            case EventDispatchBehavior.BlockingConcurrent:
                return CallTogether(subscriptions, @event, cancellationToken);
            case EventDispatchBehavior.NonBlockingSequential:
                _ = ReportAsync(Task.Run(() => CallInOrder(subscriptions, @event, cancellationToken), cancellationToken), typeof(T).Name);
                return Task.CompletedTask;
            default:
                _ = ReportAsync(CallTogether(subscriptions, @event, cancellationToken), typeof(T).Name);
                return Task.CompletedTask;
        }
    }

    private static Task CallTogether(
        IEnumerable<DistributedApplicationEventSubscription> subscriptions,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken) =>
        Task.WhenAll(subscriptions.Select(s => Task.Run(() => s.Callback(@event, cancellationToken), cancellationToken)));

    // Nobody waits for these, so nobody else would learn of it.
    private async Task ReportAsync(Task dispatch, string eventName)
    {
        try
        {
            await dispatch;
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
#pragma warning disable CA1031 // whatever a subscriber throws
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(Logger, eventName, e);
        }
    }

    private static async Task CallInOrder(
        IEnumerable<DistributedApplicationEventSubscription> subscriptions,
        IDistributedApplicationEvent @event,
        CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions)
        {
            await subscription.Callback(@event, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Event} failed.")]
        public static partial void Failed(ILogger logger, string @event, Exception exception);
    }
}
