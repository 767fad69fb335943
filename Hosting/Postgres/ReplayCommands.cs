using System.Net.Sockets;
using Conduit.Hosting.Faults;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>The dashboard commands that let a replica fall behind: it goes on receiving the log, and does not replay it.</summary>
internal static class ReplayCommands
{
    public const string Pause = "pause-replay";
    public const string Resume = "resume-replay";

    private const string Paused = "replay paused";

    public static IResourceBuilder<PostgresNodeResource> WithReplayCommands(
        this IResourceBuilder<PostgresNodeResource> node, ProcessShard shard)
    {
        var builder = node.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode)
            return node;

        builder.AddFaultLeases();
        return node
            .WithCommand(Pause, "Pause replay", context => PauseAsync(shard, node.Resource, context), new CommandOptions
            {
                Description = "Lets the replica fall behind: it receives the log and does not replay it. "
                    + "It resumes by itself after a minute.",
                IconName = "PauseCircle",
                UpdateState = context => IsPaused(context.ResourceSnapshot) ? ResourceCommandState.Hidden
                    : IsReplica(context.ResourceSnapshot) ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            })
            .WithCommand(Resume, "Resume replay", context => ResumeAsync(node.Resource, context), new CommandOptions
            {
                Description = "Lets the replica replay the log again.",
                IconName = "PlayCircle",
                UpdateState = context =>
                    IsPaused(context.ResourceSnapshot) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            });
    }

    private static bool IsReplica(CustomResourceSnapshot snapshot) => snapshot.State?.Text == KnownResourceStates.Running
        && snapshot.Properties.Any(property => property is { Name: RoleProperties.RoleName, Value: RoleProperties.Replica });

    private static bool IsPaused(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.Any(property => property is { Name: FaultLeases.Property, Value: Paused });

    private static async Task<ExecuteCommandResult> PauseAsync(
        ProcessShard shard, PostgresNodeResource node, ExecuteCommandContext context)
    {
        if (shard.IsPrimary(node))
            return CommandResults.Failure($"{node.Name} is the primary, which replays nothing.");

        var leases = context.Services.GetRequiredService<FaultLeases>();
        try
        {
            return await leases.MakeAsync(new(node, Paused, ResumeReplayAsync, IsOver: () => shard.IsPrimary(node)), async () =>
            {
                await ExecuteAsync("select pg_wal_replay_pause()", context.CancellationToken);
                return CommandResults.Success();
            });
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return CommandResults.Failure($"The replay was not paused: {fault.Message}");
        }

        async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var connection = await shard.ConnectAsync(node, cancellationToken);
            await connection.ExecuteAsync(sql, cancellationToken);
        }

        async Task ResumeReplayAsync(CancellationToken cancellationToken)
        {
            try
            {
                await ExecuteAsync("select pg_wal_replay_resume() where pg_is_in_recovery()", cancellationToken);
            }
            catch (Exception fault) when (IsDown(fault))
            {
                // A node that was stopped or promoted meanwhile replays again at its next start, or not at all.
            }
        }
    }

    private static bool IsDown(Exception fault) => fault
        is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
        or NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } }
        or PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                // It is being promoted.
                or PostgresErrorCodes.ObjectNotInPrerequisiteState,
        };

    private static async Task<ExecuteCommandResult> ResumeAsync(PostgresNodeResource node, ExecuteCommandContext context) =>
        await context.Services.GetRequiredService<FaultLeases>().EndAsync(node.Name, Paused)
            ? CommandResults.Success()
            : CommandResults.Failure($"The replay of {node.Name} is not paused.");
}
