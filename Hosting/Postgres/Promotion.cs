using System.Diagnostics;
using Conduit.Hosting.Setup;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// The two steps by which a standby takes its primary's place: the primary is ended for good, then the standby is promoted.
/// </summary>
internal sealed class Promotion(ProcessShard shard)
{
    private static readonly TimeSpan PromotionTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Kills every process of a node, and returns when none is left; one that the orchestrator is about to start finds no launch script.
    /// </summary>
    public static async Task FenceAsync(PostgresNodeResource node, CancellationToken cancellationToken)
    {
        File.Delete(node.LaunchScript);
        await FolderProcesses.KillAsync(await FoldersAsync(node, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Stops the primary so that its standby receives everything; kills it when that takes too long. Transactions under way end first, and
    /// new ones are refused: of one that a stop cuts short during its commit, the client would not know whether it was committed.
    /// </summary>
    public async Task StopPrimaryAsync(CancellationToken cancellationToken)
    {
        await using (var connection = await shard.ConnectAsync(shard.Primary, cancellationToken))
            await RefuseWritesAsync(connection, cancellationToken);

        var node = shard.Primary;
        var watch = Stopwatch.StartNew();
        var folders = await FoldersAsync(node, cancellationToken);
        if (NodeData.ServerOf(node) is { } server)
            _ = FolderProcesses.Signal(server, FolderProcesses.SignalInterrupt);
        while (FolderProcesses.In(folders[1]).Count > 0 && watch.Elapsed < StopTimeout)
            await Task.Delay(Pause, cancellationToken);
        await FenceAsync(node, cancellationToken);
    }

    private static async Task RefuseWritesAsync(NpgsqlConnection primary, CancellationToken cancellationToken)
    {
        await primary.ExecuteAsync("alter system set default_transaction_read_only = on", cancellationToken);
        await primary.ReloadAsync(cancellationToken);
        // The reload reaches a session before its next statement, so after a moment those that are active have begun before it.
        await Task.Delay(Pause, cancellationToken);
        await using var active = new NpgsqlCommand(
            """
            select exists (
                select from pg_stat_activity
                where backend_type = 'client backend' and backend_xid is not null and pid <> pg_backend_pid())
            """, primary);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < DrainTimeout && await active.ExecuteScalarAsync(cancellationToken) is true)
            await Task.Delay(Pause, cancellationToken);
    }

    /// <summary>Makes the node that is the primary by its role one in fact; returns when it takes writes.</summary>
    /// <exception cref="TimeoutException">It still runs as a standby.</exception>
    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        var node = shard.Primary;
        var watch = Stopwatch.StartNew();
        await using var connection = await shard.ConnectAsync(node, cancellationToken);
        // Without waiting: the server's own waiting goes in steps of 100 ms.
        await connection.ExecuteAsync("select pg_promote(false) where pg_is_in_recovery()", cancellationToken);
        while (await connection.IsInRecoveryAsync(cancellationToken))
        {
            if (watch.Elapsed > PromotionTimeout)
                throw new TimeoutException($"{node.Name} was not promoted within {PromotionTimeout.TotalSeconds} s.");
            await Task.Delay(Pause, cancellationToken);
        }

        PostgresConfiguration.WritePrimary(node.Data, node, node.Endpoint.Port, shard.Settings.SynchronousCommit, shard.User);
        await connection.ReloadAsync(cancellationToken);
        shard.IsPrimaryServing = true;
    }

    // A process that is being started is in the node's folder; a server is in that of its data.
    private static async Task<string[]> FoldersAsync(PostgresNodeResource node, CancellationToken cancellationToken)
    {
        var folder = await FolderProcesses.RealPathAsync(node.Folder, cancellationToken);
        return [folder, Path.Combine(folder, "data")];
    }
}
