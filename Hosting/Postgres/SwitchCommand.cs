using System.Net.Sockets;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>The dashboard command that makes a shard's replica the primary, and its primary the replica. Both nodes have it.</summary>
internal static class SwitchCommand
{
    public const string Name = "switch-roles";

    public static IResourceBuilder<PostgresNodeResource> WithSwitchCommand(
        this IResourceBuilder<PostgresNodeResource> node, Func<ShardMonitor> monitor) => node.WithCommand(
        Name,
        "Switch roles",
        context => SwitchAsync(monitor().Switchover, context.CancellationToken),
        new CommandOptions
        {
            Description = "Makes the shard's replica the primary, and its primary the replica. Writes wait for a moment; none is lost.",
            IconName = "ArrowSwap",
        });

    private static async Task<ExecuteCommandResult> SwitchAsync(Switchover switchover, CancellationToken cancellationToken)
    {
        try
        {
            return await switchover.RunAsync(cancellationToken) is { } obstacle
                ? CommandResults.Failure(obstacle)
                : CommandResults.Success();
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return CommandResults.Failure($"The roles were not switched: {fault.Message}");
        }
    }
}
