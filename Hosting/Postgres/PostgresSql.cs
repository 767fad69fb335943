using System.Text;

namespace Conduit.Hosting.Postgres;

/// <summary>SQL that is put together as text, where parameters cannot be had.</summary>
internal static class PostgresSql
{
    public static string Literal(string value) => $"'{value.Replace("'", "''")}'";

    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"")}\"";

    /// <summary>The roles, databases and slots of a shard: a statement a line, each may be run again (or fail because it has been).</summary>
    public static string Provisioning(PostgresAccess access, PostgresPasswords passwords, IEnumerable<string> databases, string slot)
    {
        var service = Name(access.Service);
        var sql = new StringBuilder()
            .AppendLine($"alter role {Name(PostgresAccess.Superuser)} password {Literal(passwords.Superuser)}")
            .AppendLine($"create role {PostgresAccess.Replicator}")
            .AppendLine($"alter role {PostgresAccess.Replicator} login replication password {Literal(passwords.Replication)}")
            .AppendLine($"create role {service}")
            .AppendLine($"alter role {service} login nosuperuser nocreatedb nocreaterole noreplication password {Literal(passwords.Service)}")
            .AppendLine($"select pg_create_physical_replication_slot({Literal(slot)}, true)");
        foreach (var database in databases.Select(Name))
            sql.AppendLine($"create database {database}").AppendLine($"alter database {database} owner to {service}");
        return sql.ToString();
    }
}

/// <summary>The passwords of a cluster's roles, resolved.</summary>
internal sealed record PostgresPasswords(string Superuser, string Service, string Replication);
