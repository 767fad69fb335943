using System.Net.Sockets;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// Prepares a standby's data before its server starts: keeps it when it can follow, rewinds it when it was a primary's, else copies the
/// primary's; and configures it to follow the primary.
/// </summary>
internal sealed partial class StandbyPreparation(ProcessShard shard, PostgresNodeResource node, ILogger log)
{
    private static readonly TimeSpan PrimaryTimeout = TimeSpan.FromSeconds(60);

    private readonly PostgresNodeResource _primary = shard.PartnerOf(node);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        NodeData.DeleteUnfinished(node);
        if (shard.IsStandbyLost || File.Exists(node.RewindMark) || !PostgresDataFile.CanFollow(node.Data, _primary.Data))
        {
            await using var connection = await ConnectToPrimaryAsync(cancellationToken);
            if (!await TryRewindAsync(connection, cancellationToken))
                await CopyPrimaryAsync(connection, cancellationToken);
        }

        var binaries = shard.Binaries();
        var passwords = await shard.GetPasswordsAsync(cancellationToken);
        var (port, primaryPort, commit) = (node.Endpoint.Port, _primary.Endpoint.Port, shard.Settings.SynchronousCommit);
        PostgresConfiguration.WriteStandby(node.Data, node, port, primaryPort, commit, passwords.Replication, shard.User);
        LaunchScript.Write(node.LaunchScript, shard.User, "INT", binaries.Program("postgres"), "-D", node.Data);
        Starting(log, binaries.Major, _primary.Name);
    }

    private async Task<bool> TryRewindAsync(NpgsqlConnection primary, CancellationToken cancellationToken)
    {
        var program = shard.Binaries().Program("pg_rewind");
        var isUseful = !shard.IsStandbyLost && !File.Exists(node.RewindMark) && PostgresDataFile.IsCopy(node.Data, _primary.Data);
        if (!isUseful || !File.Exists(program))
            return false;

        Rewinding(log, _primary.Name);
        // Until its first checkpoint a primary's control file has the timeline that it was promoted from.
        await primary.CheckpointAsync(TimeSpan.Zero, cancellationToken);
        PrivateFiles.Write(node.RewindMark, "", shard.User);
        var result = await new Rewind(shard, node, _primary).RunAsync(program, cancellationToken);
        if (result.ExitCode != 0)
        {
            RewindFailed(log, result.LastLine);
            return false;
        }

        NodeData.ClearSlots(node.Data);
        File.Delete(node.RewindMark);
        return true;
    }

    private async Task CopyPrimaryAsync(NpgsqlConnection primary, CancellationToken cancellationToken)
    {
        Copying(log, _primary.Name);
        await new BaseBackup(primary, _primary.Data, node.NewData, shard.User).RunAsync(node.ReplicationName, cancellationToken);
        NodeData.Delete(node);
        Directory.Move(node.NewData, node.Data);
        File.Delete(node.RewindMark);
        shard.IsStandbyLost = false;
    }

    private async Task<NpgsqlConnection> ConnectToPrimaryAsync(CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + PrimaryTimeout;
        while (true)
        {
            try
            {
                var connection = await shard.ConnectAsync(_primary, cancellationToken);
                if (!await connection.IsInRecoveryAsync(cancellationToken))
                    return connection;

                await connection.DisposeAsync();
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
            {
                // It is starting, or down: see below.
            }

            if (DateTime.UtcNow > deadline)
                throw new DistributedApplicationException($"{node.Name} needs {_primary.Name}, which does not answer: start that first.");
            await Task.Delay(200, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Copying the data of {Primary}.")]
    private static partial void Copying(ILogger logger, string primary);

    [LoggerMessage(Level = LogLevel.Information, Message = "This node was the primary: its data is rewound to follow {Primary}.")]
    private static partial void Rewinding(ILogger logger, string primary);

    [LoggerMessage(Level = LogLevel.Warning, Message = "pg_rewind failed ({Reason}); a new copy of the primary is made.")]
    private static partial void RewindFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting PostgreSQL {Major} as a replica of {Primary}.")]
    private static partial void Starting(ILogger logger, int major, string primary);
}
