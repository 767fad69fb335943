using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// The dashboard command that deletes a node's data and creates it again: a replica's from its primary, a primary's empty, and then its
/// replica's too.
/// </summary>
internal sealed class WipeCommand(ProcessShard shard, PostgresNodeResource node)
{
    public const string Name = "wipe-data";
    public const string Icon = "Eraser";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public async Task<ExecuteCommandResult> WipeAsync(ExecuteCommandContext context)
    {
        if (!shard.IsPrimary(node))
            return await WipeAsync(context, [node]);

        var wiped = await WipeAsync(context, [node, shard.PartnerOf(node)]);
        if (!wiped.Success)
            return wiped;

        // The jobs that fill an empty database have finished, so they have to run again.
        var model = context.Services.GetRequiredService<DistributedApplicationModel>();
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        foreach (var job in RunToCompletionAfter(model, node))
            await commands.ExecuteCommandAsync(job, KnownResourceCommands.StartCommand, context.CancellationToken);
        return wiped;
    }

    private async Task<ExecuteCommandResult> WipeAsync(ExecuteCommandContext context, PostgresNodeResource[] nodes)
    {
        // A primary that is stopped here has not failed.
        shard.IsPaused = true;
        try
        {
            return await WipePausedAsync(context, nodes);
        }
        finally
        {
            shard.IsPaused = false;
        }
    }

    private async Task<ExecuteCommandResult> WipePausedAsync(ExecuteCommandContext context, PostgresNodeResource[] nodes)
    {
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        foreach (var one in nodes.Reverse())
        {
            if (!await IsDownAsync(notifications, one, context.CancellationToken))
                await commands.ExecuteCommandAsync(one, KnownResourceCommands.StopCommand, context.CancellationToken);
        }

        foreach (var one in nodes)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            timeout.CancelAfter(StopTimeout);
            try
            {
                await notifications.WaitForResourceAsync(one.Name, IsDown, timeout.Token);
            }
            catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
            {
                return CommandResults.Failure($"{one.Name} does not stop: nothing was wiped.");
            }
        }

        // The standby may lack commits of a stopped primary, whose data is deleted here.
        shard.SetStandbyIncomplete();
        if (nodes.Length > 1)
            shard.ResetPrimaryPrepared();
        // The replica first: if this is interrupted, the primary still has everything.
        foreach (var one in nodes.Reverse())
        {
            await Leftovers.EndAsync(one.Data, context.Logger, context.CancellationToken);
            NodeData.Delete(one);
        }

        foreach (var one in nodes)
            await commands.ExecuteCommandAsync(one, KnownResourceCommands.StartCommand, context.CancellationToken);
        return CommandResults.Success();
    }

    private static async Task<bool> IsDownAsync(
        ResourceNotificationService notifications, PostgresNodeResource one, CancellationToken cancellationToken) =>
        IsDown(await notifications.WaitForResourceAsync(one.Name, _ => true, cancellationToken));

    private static bool IsDown(ResourceEvent current) => NodeMonitors.IsEnded(current.Snapshot.State?.Text);

    private static IEnumerable<IResource> RunToCompletionAfter(DistributedApplicationModel model, IResource awaited)
    {
        var jobs = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<WaitAnnotation>())
            .Where(wait => wait.WaitType == WaitType.WaitForCompletion)
            .Select(wait => wait.Resource)
            .ToHashSet();
        return jobs.Where(job => job.Annotations.OfType<WaitAnnotation>().Any(wait => wait.Resource == awaited));
    }
}
