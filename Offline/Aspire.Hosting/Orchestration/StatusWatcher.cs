using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Follows what DCP tells of processes and containers, and makes it the resources' states.</summary>
internal sealed partial class StatusWatcher(
    DcpClient client,
    DcpStates states,
    IEnumerable<IResource> resources,
    ResourceNotificationService notifications,
    InstanceRunner runner,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const int TriesUntilLost = 6;

    private readonly Dictionary<string, ResourceInstance> _instances =
        resources.SelectMany(r => r.GetInstances()).ToDictionary(i => i.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Ends when told to, or when DCP does not answer any more.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        FollowAsync<DcpExecutableSpec, DcpExecutableStatus>(
            DcpClient.Executables, (i, uid, s) => ApplyAsync(i, uid, Reading.Of(s)), s => s.State, cancellationToken),
        FollowAsync<DcpContainerSpec, DcpContainerStatus>(
            DcpClient.Containers, (i, uid, s) => ApplyAsync(i, uid, Reading.Of(s)), s => s.State, cancellationToken));

    private async Task FollowAsync<TSpec, TStatus>(
        string plural, Func<ResourceInstance, string, TStatus, Task> apply, Func<TStatus, string?> state, CancellationToken cancellationToken)
        where TStatus : class
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested && failures < TriesUntilLost;)
        {
            try
            {
                // DCP ends the stream now and then; each begins with all that is there.
                await foreach (var (type, value) in client.WatchAsync<TSpec, TStatus>(plural, cancellationToken))
                {
                    failures = 0;
                    if (type != "DELETED" && value is { Status: { } status, Metadata: { Uid: { } uid, Name: var name } }
                        && _instances.TryGetValue(name, out var instance)
                        && states.TryUpdate(new DcpState(plural, name, uid, state(status))))
                    {
                        await apply(instance, uid, status);
                    }
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever goes wrong, the states of all others must not stand still
            catch (Exception e)
#pragma warning restore CA1031
            {
                failures++;
                Log.Interrupted(logger, plural, e.Message);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task ApplyAsync(ResourceInstance instance, string uid, Reading reading)
    {
        if (reading.State is null)
        {
            return;
        }

        var ended = false;
        await notifications.PublishUpdateAsync(instance.Resource, instance.Name, before =>
        {
            if (states.IsDiscarded(uid))
            {
                return before;
            }

            var after = reading.ApplyTo(before);
            ended = after.HasEnded() && !before.HasEnded();
            return after;
        });
        if (states.IsDiscarded(uid))
        {
            return;
        }

        foreach (var child in resources.Where(r => r is IResourceWithParent c && c.Parent == instance.Resource && !r.IsProcessOrContainer()))
        {
            await notifications.PublishUpdateAsync(child, reading.ApplyTo);
        }

        if (ended)
        {
            await runner.PublishStoppedAsync(instance);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Watching the orchestrator's {Kind} was interrupted: {Reason}")]
        public static partial void Interrupted(ILogger logger, string kind, string reason);
    }
}
