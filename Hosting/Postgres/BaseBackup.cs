using Conduit.Hosting.Setup;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>Copies a running primary's data by PostgreSQL's low-level backup calls; needs no pg_basebackup.</summary>
/// <remarks>Both calls must come from one connection. The log written meanwhile comes by the slot, when the replica starts.</remarks>
internal sealed class BaseBackup(NpgsqlConnection primary, string source, string target, UnprivilegedUser? owner)
{
    // Each server, or the code that writes the node's configuration, makes its own.
    private static readonly HashSet<string> LeftOutFiles =
        ["postmaster.pid", "postmaster.opts", "postgresql.auto.conf", "standby.signal",
            "recovery.signal", "backup_label", "current_logfiles", "pg_internal.init"];

    private static readonly HashSet<string> EmptiedFolders =
        ["pg_wal", "pg_replslot", "pg_stat_tmp", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_subtrans", "pgsql_tmp"];

    public async Task RunAsync(string slot, CancellationToken cancellationToken)
    {
        await using (var reserve = new NpgsqlCommand(
            """
            select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active;
            """, primary))
        {
            reserve.Parameters.Add(new() { Value = slot });
            await reserve.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var reserve = new NpgsqlCommand("select pg_create_physical_replication_slot($1, true)", primary))
        {
            reserve.Parameters.Add(new() { Value = slot });
            await reserve.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var start = new NpgsqlCommand("select pg_backup_start($1, true)", primary) { CommandTimeout = 0 })
        {
            start.Parameters.Add(new() { Value = slot });
            await start.ExecuteNonQueryAsync(cancellationToken);
        }

        CopyFolder(source, target, cancellationToken);

        await using var stop = new NpgsqlCommand("select labelfile from pg_backup_stop(false)", primary) { CommandTimeout = 0 };
        var label = (string)(await stop.ExecuteScalarAsync(cancellationToken))!;
        PrivateFiles.Write(Path.Combine(target, "backup_label"), label, owner);
        PrivateFiles.CreateFolder(Path.Combine(target, "pg_wal", "archive_status"), owner);
        PrivateFiles.Write(Path.Combine(target, "standby.signal"), "", owner);
    }

    private void CopyFolder(string from, string to, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(to, owner);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copy = Path.Combine(to, entry.Name);
            if (entry is DirectoryInfo && EmptiedFolders.Contains(entry.Name))
                PrivateFiles.CreateFolder(copy, owner);
            else if (entry is DirectoryInfo)
                CopyFolder(entry.FullName, copy, cancellationToken);
            else if (!LeftOutFiles.Contains(entry.Name))
                CopyFile(entry.FullName, copy);
        }
    }

    private void CopyFile(string from, string to)
    {
        try
        {
            File.Copy(from, to);
            owner?.Own(to);
        }
        catch (FileNotFoundException)
        {
            // dropped meanwhile; the log says so too
        }
    }
}
