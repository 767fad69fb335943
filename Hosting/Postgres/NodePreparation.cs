using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Prepares a node's data before its server starts, for the role that the node has by then.</summary>
internal sealed class NodePreparation(ProcessShard shard, PostgresNodeResource node, ILogger log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Of both nodes: a primary that an earlier AppHost left running must be gone before the other node takes its place.
        foreach (var one in shard.IsPrimary(node) ? shard.Nodes : [node])
        {
            PrivateFiles.CreateFolder(one.Folder, shard.User);
            if (one == node || !shard.PrimaryPrepared.IsCompleted)
                await Leftovers.EndAsync(one.Data, log, cancellationToken);
        }

        NodeData.ForgetLastRun(node.Data);
        if (await TryAsPrimaryAsync(cancellationToken))
            return;

        await shard.PrimaryPrepared.WaitAsync(cancellationToken);
        await new StandbyPreparation(shard, node, log).RunAsync(cancellationToken);
    }

    private async Task<bool> TryAsPrimaryAsync(CancellationToken cancellationToken)
    {
        await shard.RolesLock.WaitAsync(cancellationToken);
        try
        {
            if (!shard.IsPrimary(node))
                return false;

            await new PrimaryPreparation(shard, node, log).RunAsync(cancellationToken);
            shard.SetPrimaryPrepared();
            return true;
        }
        finally
        {
            shard.RolesLock.Release();
        }
    }
}
