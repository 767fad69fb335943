using System.Globalization;
using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>Writes a node's configuration before each start, because ports and roles change.</summary>
internal static class PostgresConfiguration
{
    // Small enough for a laptop with several shards; timeouts are short so that a dead node is found in seconds. A server that restarts by
    // itself, after one of its processes has crashed, would show commits that its standby never got: so it ends, and the monitor decides.
    private const string Common = """
        unix_socket_directories = ''
        max_connections = 200
        shared_buffers = 64MB
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'
        restart_after_crash = off
        log_line_prefix = ''
        log_checkpoints = off
        wal_level = replica
        hot_standby = on
        hot_standby_feedback = on
        max_wal_senders = 8
        max_replication_slots = 8
        wal_keep_size = 64MB
        max_slot_wal_keep_size = 1GB
        wal_receiver_status_interval = 1s
        wal_receiver_timeout = 5s
        wal_sender_timeout = 5s
        wal_retrieve_retry_interval = 200ms
        max_standby_streaming_delay = 2s
        """;

    public const string StandbySignal = "standby.signal";

    /// <summary>Makes the data that of a primary. It waits for no standby: see <see cref="StandbySynchronization"/>.</summary>
    public static void WritePrimary(
        string data, PostgresNodeResource node, int port, string commit, UnprivilegedUser? owner, bool services = true)
    {
        Write(data, node, port, commit, "", owner);
        WriteAccess(data, node, services, owner);
    }

    /// <summary>Makes the data that of a standby which follows the primary; the password goes into a file of its own.</summary>
    public static void WriteStandby(
        string data, PostgresNodeResource node, int port, int primaryPort, string commit, string password, UnprivilegedUser? owner)
    {
        var passwords = Path.Combine(node.Folder, "pgpass");
        var escaped = password.Replace("\\", "\\\\").Replace(":", "\\:");
        PrivateFiles.Write(passwords, $"127.0.0.1:*:*:{PostgresAccess.Replicator}:{escaped}\n", owner);
        var file = passwords.Replace("\\", "\\\\").Replace("'", "\\'");
        var server = $"host=127.0.0.1 port={primaryPort} user={PostgresAccess.Replicator}";
        var primary = $"{server} passfile='{file}' application_name={node.ReplicationName}";
        Write(data, node, port, commit, $"primary_conninfo = {Quote(primary)}\nprimary_slot_name = '{node.ReplicationName}'\n", owner);
        PrivateFiles.Write(Path.Combine(data, StandbySignal), "", owner);
        WriteAccess(data, node, services: false, owner);
    }

    /// <summary>Says who may connect, from this machine; the services only where what they read is fresh.</summary>
    public static void WriteAccess(string data, PostgresNodeResource node, bool services, UnprivilegedUser? owner)
    {
        var roles = string.Join(',', node.Access.Roles.Select(role => role.Name).Prepend(node.Access.Service).Select(PostgresSql.Name));
        PrivateFiles.Write(Path.Combine(data, "pg_hba.conf"), $"""
            host all {PostgresAccess.Superuser} 127.0.0.1/32 scram-sha-256
            host all {roles} 127.0.0.1/32 {(services ? "scram-sha-256" : "reject")}
            host replication {PostgresAccess.Replicator} 127.0.0.1/32 scram-sha-256

            """, owner);
    }

    private static void Write(string data, PostgresNodeResource node, int port, string commit, string role, UnprivilegedUser? owner)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            # Written by the AppHost before each start.
            listen_addresses = '127.0.0.1'
            port = {port}
            cluster_name = {Quote(node.Name)}
            synchronous_commit = {commit}
            {Common}
            {role}
            """);
        PrivateFiles.Write(Path.Combine(data, "postgresql.conf"), text, owner);
        // In place of what ALTER SYSTEM left: a standby that is named there blocks every commit until it streams.
        PrivateFiles.Write(Path.Combine(data, "postgresql.auto.conf"), "", owner);
    }

    private static string Quote(string value) => $"'{value.Replace("\\", "\\\\").Replace("'", "''")}'";
}
