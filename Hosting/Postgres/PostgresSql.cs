using System.Text;

namespace Conduit.Hosting.Postgres;

/// <summary>SQL that is put together as text, where parameters cannot be had.</summary>
internal static class PostgresSql
{
    public static string Literal(string value) => $"'{value.Replace("'", "''")}'";

    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"")}\"";

    /// <summary>
    /// The roles, databases and slots of a shard: a statement a line, each may be run again (or fail because it has been).
    /// </summary>
    public static string Provisioning(
        PostgresAccess access, PostgresPasswords passwords, IEnumerable<string> databases, IEnumerable<string> slots)
    {
        var service = Name(access.Service);
        var sql = new StringBuilder()
            .AppendLine($"alter role {Name(PostgresAccess.Superuser)} password {Literal(passwords.Superuser)}")
            .AppendLine($"create role {PostgresAccess.Replicator}")
            .AppendLine($"alter role {PostgresAccess.Replicator} login replication password {Literal(passwords.Replication)}")
            .AppendLine($"create role {service}")
            .AppendLine(
                $"alter role {service} login nosuperuser nocreatedb nocreaterole noreplication password {Literal(passwords.Service)}");
        // Of both nodes, for each may be the standby. A slot keeps no log before it is used.
        foreach (var slot in slots)
            sql.AppendLine($"select pg_create_physical_replication_slot({Literal(slot)})");
        foreach (var (name, password, _, _, isMonitor) in passwords.Roles)
        {
            sql.AppendLine($"create role {Name(name)}")
                .AppendLine(
                    $"alter role {Name(name)} login nosuperuser nocreatedb nocreaterole noreplication password {Literal(password)}");
            if (isMonitor)
                sql.AppendLine($"grant pg_monitor to {Name(name)}");
        }

        foreach (var database in databases)
        {
            var owner = passwords.Roles.FirstOrDefault(role => role.Owned == database)?.Name ?? access.Service;
            sql.AppendLine($"create database {Name(database)}")
                .AppendLine($"alter database {Name(database)} owner to {Name(owner)}")
                .AppendLine($"revoke connect, temporary on database {Name(database)} from public");
            foreach (var role in passwords.Roles.Where(role => role.Databases.Contains(database)))
                sql.AppendLine($"grant connect on database {Name(database)} to {Name(role.Name)}");
        }

        return sql.ToString();
    }
}

/// <summary>The passwords of a cluster's roles, resolved.</summary>
internal sealed record PostgresPasswords(string Superuser, string Service, string Replication, IReadOnlyList<PostgresRoleAccess> Roles);

/// <summary>The role of one service with its password, resolved.</summary>
internal sealed record PostgresRoleAccess(
    string Name, string Password, IReadOnlyList<string> Databases, string? Owned, bool IsMonitor);
