using System.Net.Sockets;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>Readies a replica's data before its server starts: copied from the primary when missing or of no use, and told whom to follow.</summary>
internal sealed partial class ReplicaPreparation(ProcessShard shard, ILogger log)
{
    private static readonly TimeSpan PatienceForPrimary = TimeSpan.FromSeconds(60);

    private readonly PostgresNodeResource _node = shard.Replica;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(_node.Folder, shard.User);
        await Leftovers.EndAsync(_node.Data, log, cancellationToken);
        NodeData.ForgetLastRun(_node.Data);
        // the primary's preparation may be making this node's data
        await shard.PrimaryPrepared.WaitAsync(cancellationToken);
        NodeData.DeleteUnfinished(_node);

        var binaries = shard.Binaries();
        if (PostgresDataFile.IsPromoted(_node.Data, shard.Primary.Data))
        {
            throw new DistributedApplicationException(
                $"{_node.Name} was promoted and may hold what {shard.Primary.Name} lacks, so its data ({_node.Data}) is left alone: save what you need of it, then use its command 'Wipe data'.");
        }

        if (shard.ReplicaIsLost || !PostgresDataFile.CanFollow(_node.Data, shard.Primary.Data))
            await CopyPrimaryAsync(cancellationToken);

        shard.ReplicaServes = false;
        var passwords = await shard.GetPasswordsAsync(cancellationToken);
        PostgresConfiguration.WriteReplica(_node.Data, _node, _node.Endpoint.Port, shard.Primary.Endpoint.Port, passwords.Replication, shard.User);
        LaunchScript.Write(_node.LaunchScript, shard.User, "INT", binaries.Program("postgres"), "-D", _node.Data);
        Starting(log, binaries.Major, shard.Primary.Name);
    }

    private async Task CopyPrimaryAsync(CancellationToken cancellationToken)
    {
        Copying(log, shard.Primary.Name);
        await using (var connection = await ConnectToPrimaryAsync(cancellationToken))
            await new BaseBackup(connection, shard.Primary.Data, _node.NewData, shard.User).RunAsync(_node.ReplicationName, cancellationToken);
        NodeData.Delete(_node);
        Directory.Move(_node.NewData, _node.Data);
        shard.ReplicaIsLost = false;
    }

    private async Task<NpgsqlConnection> ConnectToPrimaryAsync(CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + PatienceForPrimary;
        while (true)
        {
            try
            {
                return await shard.ConnectAsync(shard.Primary, cancellationToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
            {
                if (DateTime.UtcNow > deadline)
                    throw new DistributedApplicationException($"{_node.Name} has no data to follow with, and {shard.Primary.Name} does not answer: start that first.");
                await Task.Delay(200, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Copying the data of {Primary}.")]
    private static partial void Copying(ILogger logger, string primary);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting PostgreSQL {Major} as a replica of {Primary}.")]
    private static partial void Starting(ILogger logger, int major, string primary);
}
