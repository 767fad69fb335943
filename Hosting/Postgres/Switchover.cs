using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Makes the standby the primary while both nodes run: no write is lost, and writes wait for a moment.</summary>
internal sealed partial class Switchover(
    ProcessShard shard,
    NodeMonitors nodes,
    RoleChange roleChange,
    NodeRestarts restarts,
    ResourceNotificationService notifications,
    ILogger log)
{
    /// <summary>Switches the roles, and returns when the former primary is being started again.</summary>
    /// <returns>Null; or why that cannot be done now.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        if (!FolderProcesses.CanBeFound)
            return ShardMonitor.NeedsLinux;

        var former = shard.Primary;
        // The checkpoint that a stop begins with is then a short one.
        await using (var connection = await shard.ConnectAsync(former, cancellationToken))
            await connection.CheckpointAsync(TimeSpan.Zero, cancellationToken);

        await shard.RolesLock.WaitAsync(cancellationToken);
        try
        {
            if (!shard.IsPrimary(former) || !shard.Roles.IsStandbyComplete || nodes.ConditionOf(shard.Standby) != NodeCondition.Up)
                return $"{shard.Standby.Name} does not have everything that {shard.Primary.Name} has.";

            // Not cancelled once the primary refuses writes: it would go on refusing them.
            await roleChange.SwitchAsync(CancellationToken.None);
        }
        finally
        {
            shard.RolesLock.Release();
        }

        await notifications.WaitForResourceAsync(former.Name, KnownResourceStates.TerminalStates, cancellationToken);
        restarts.StartNow(former);
        return null;
    }

    /// <summary>Switches the roles without a caller; a failure is logged.</summary>
    public async Task RunRequestedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await RunAsync(cancellationToken) is { } obstacle)
                Refused(log, obstacle);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(log, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The roles were not switched: {Obstacle}")]
    private static partial void Refused(ILogger logger, string obstacle);

    [LoggerMessage(Level = LogLevel.Error, Message = "Switching the roles failed. The monitor goes on; look at both nodes.")]
    private static partial void Failed(ILogger logger, Exception fault);
}
