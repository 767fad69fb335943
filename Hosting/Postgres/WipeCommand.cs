using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// The dashboard command that deletes a node's data and creates it again: a replica's from its primary, a primary's empty, and then its
/// replica's too.
/// </summary>
internal sealed class WipeCommand(ProcessShard shard)
{
    public const string Name = "wipe-data";
    public const string Icon = "Eraser";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public Task<ExecuteCommandResult> WipeReplicaAsync(ExecuteCommandContext context) => WipeAsync(context, [shard.Replica]);

    public async Task<ExecuteCommandResult> WipePrimaryAsync(ExecuteCommandContext context)
    {
        var wiped = await WipeAsync(context, [shard.Primary, shard.Replica]);
        if (!wiped.Success)
            return wiped;

        // The jobs that fill an empty database have finished, so they have to run again.
        var model = context.Services.GetRequiredService<DistributedApplicationModel>();
        foreach (var job in RunToCompletionAfter(model, shard.Primary))
            await context.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(job, KnownResourceCommands.StartCommand, context.CancellationToken);
        return wiped;
    }

    private async Task<ExecuteCommandResult> WipeAsync(ExecuteCommandContext context, PostgresNodeResource[] nodes)
    {
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var node in nodes.Reverse())
        {
            if (!await IsDownAsync(notifications, node, context.CancellationToken))
                await commands.ExecuteCommandAsync(node, KnownResourceCommands.StopCommand, context.CancellationToken);
        }

        foreach (var node in nodes)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            timeout.CancelAfter(StopTimeout);
            try
            {
                await notifications.WaitForResourceAsync(node.Name, IsDown, timeout.Token);
            }
            catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
            {
                return CommandResults.Failure($"{node.Name} does not stop: nothing was wiped.");
            }
        }

        if (nodes.Contains(shard.Primary))
            shard.ResetPrimaryPrepared();
        // The replica first: if this is interrupted, the primary still has everything.
        foreach (var node in nodes.Reverse())
        {
            await Leftovers.EndAsync(node.Data, context.Logger, context.CancellationToken);
            NodeData.Delete(node);
        }

        foreach (var node in nodes)
            await commands.ExecuteCommandAsync(node, KnownResourceCommands.StartCommand, context.CancellationToken);
        return CommandResults.Success();
    }

    private static async Task<bool> IsDownAsync(ResourceNotificationService notifications, PostgresNodeResource node, CancellationToken cancellationToken) =>
        IsDown(await notifications.WaitForResourceAsync(node.Name, _ => true, cancellationToken));

    private static bool IsDown(ResourceEvent current) =>
        current.Snapshot.State?.Text is { } state && (state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state));

    private static IEnumerable<IResource> RunToCompletionAfter(DistributedApplicationModel model, IResource node)
    {
        var jobs = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
            .Select(wait => wait.Resource)
            .ToHashSet();
        return jobs.Where(job => job.Annotations.OfType<WaitAnnotation>().Any(wait => wait.Resource == node));
    }
}
