using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Waits for what a resource says it waits for, each replica of it.</summary>
internal sealed partial class DependencyWaits(ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    public async Task WaitAsync(IResource resource, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (waits.Count == 0)
        {
            return;
        }

        foreach (var id in ids)
        {
            await notifications.PublishUpdateAsync(resource, id, s => s with { State = KnownResourceStates.Waiting });
        }

        var logger = loggers.GetLogger(resource);

        // The first that fails decides; the others are not waited for.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = waits.SelectMany(w => w.Resource.GetIds().Select(id => WaitForOneAsync(w, id, logger, failed.Token))).ToList();
        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending);
            pending.Remove(done);
            if (done.IsFaulted)
            {
                await failed.CancelAsync();
            }

            await done;
        }
    }

    private async Task WaitForOneAsync(WaitAnnotation wait, string id, ILogger logger, CancellationToken cancellationToken)
    {
        var name = wait.Resource.GetReplicaCount() > 1 ? id : wait.Resource.Name;
        Log.Waiting(logger, name, wait.WaitType switch
        {
            WaitType.WaitUntilHealthy => "be healthy",
            WaitType.WaitUntilStarted => "run",
            _ => $"end with exit code {wait.ExitCode}",
        });
        var stopWhenGone = (wait.WaitBehavior ?? notifications.DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var found = (await notifications.WaitForResourceAsync(id, e => Decides(wait, e.Snapshot, stopWhenGone), cancellationToken)).Snapshot;
        if (Satisfies(wait, found))
        {
            Log.Finished(logger, name);
            return;
        }

        throw new DistributedApplicationException(found switch
        {
            { ReadyEventFault: { } fault } => $"Dependency resource '{name}' runs, but is not ready: {fault}",
            { State.Text: var state } when state == KnownResourceStates.FailedToStart => $"Dependency resource '{name}' failed to start.",
            { State.Text: var state } when wait.WaitType == WaitType.WaitForCompletion && found.ExitCode is { } code =>
                $"Dependency resource '{name}' ended ({state}) with exit code {code}, expected {wait.ExitCode}.",
            _ => $"Dependency resource '{name}' is in the state '{found.State?.Text}' and will not come.",
        });
    }

    private static bool Decides(WaitAnnotation wait, CustomResourceSnapshot snapshot, bool stopWhenGone) =>
        Satisfies(wait, snapshot)
        || (wait.WaitType == WaitType.WaitUntilHealthy && snapshot.ReadyEventFault is not null)
        || (snapshot.HasEnded() && (stopWhenGone || wait.WaitType == WaitType.WaitForCompletion));

    private static bool Satisfies(WaitAnnotation wait, CustomResourceSnapshot snapshot) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => snapshot.IsReady(),
        WaitType.WaitUntilStarted => snapshot.IsRunning(),
        _ => snapshot.State?.Text is { } state
            && (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited) && snapshot.ExitCode == wait.ExitCode,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for resource '{Resource}' to {Goal}.")]
        public static partial void Waiting(ILogger logger, string resource, string goal);

        [LoggerMessage(Level = LogLevel.Information, Message = "Finished waiting for resource '{Resource}'.")]
        public static partial void Finished(ILogger logger, string resource);
    }
}
