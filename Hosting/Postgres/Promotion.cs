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

    private readonly Dictionary<PostgresNodeResource, string[]> _folders = [];

    /// <summary>
    /// Kills every process of a node, and returns when none is left. A process that the orchestrator is about to start finds no launch
    /// script.
    /// </summary>
    public async Task FenceAsync(PostgresNodeResource node, CancellationToken cancellationToken)
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
        var node = shard.Primary;
        var folders = await FoldersAsync(node, cancellationToken);
        await using (var connection = await shard.ConnectAsync(node, cancellationToken))
            await RefuseWritesAsync(connection, cancellationToken);

        var watch = Stopwatch.StartNew();
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
        // A session reads the new setting before its next statement, so after a moment active transactions are those of before.
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

    /// <summary>Promotes the node whose role is primary; returns when it takes writes.</summary>
    /// <exception cref="TimeoutException">It still runs as a standby.</exception>
    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        var node = shard.Primary;
        var watch = Stopwatch.StartNew();
        await using var connection = await shard.ConnectAsync(node, cancellationToken);
        // Without waiting in the server, which polls every 100 ms.
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

    // A process that is being started is in the node's folder; a server is in that of its data. Writes wait meanwhile, so another program
    // finds out the real path only once.
    private async Task<string[]> FoldersAsync(PostgresNodeResource node, CancellationToken cancellationToken)
    {
        if (!_folders.TryGetValue(node, out var folders))
        {
            var folder = await FolderProcesses.RealPathAsync(node.Folder, cancellationToken);
            _folders[node] = folders = [folder, Path.Combine(folder, "data")];
        }

        return folders;
    }
}
