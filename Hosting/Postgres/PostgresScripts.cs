namespace Conduit.Hosting.Postgres;

/// <summary>The scripts that containers of a cluster carry in their arguments.</summary>
public static class PostgresScripts
{
    /// <summary>
    /// Runs a primary: roles and databases when the data is made, replication, and a commit that waits for the replica while that
    /// streams. It reads <c>POSTGRES_USER</c>, <c>POSTGRES_PASSWORD</c>, <c>PGDATA</c> (of the image), <c>INIT_FOLDER</c>,
    /// <c>SERVICE_ROLE</c>, <c>SERVICE_PASSWORD</c>, <c>REPLICATION_PASSWORD</c>, <c>SYNCHRONOUS_COMMIT</c>, <c>STANDBY</c> (the replica
    /// to wait for, or nothing), <c>DATABASES</c>, <c>ROLES</c> (of single services), <c>PASSWORD_OF_role</c> for each of them,
    /// <c>CONNECTS</c> (<c>role:database</c>), <c>OWNERS</c> (<c>role:database</c>, of databases that belong to one service),
    /// <c>REPLICA_HOST</c> and <c>REPLICA_PORT</c>. It does not start beside a replica that was promoted.
    /// </summary>
    public static string Primary { get; } = Read("primary.sh");

    /// <summary>
    /// Runs a replica: copies the primary with pg_basebackup until that works, then follows it. It reads <c>PGDATA</c> (of the image),
    /// <c>PORT</c>, <c>PRIMARY_HOST</c>, <c>PRIMARY_PORT</c>, <c>REPLICATION_PASSWORD</c> and <c>REPLICA_NAME</c>.
    /// </summary>
    public static string Replica { get; } = Read("replica.sh");

    /// <summary>
    /// Makes the roles and databases of a shard on a managed server. It reads the variables of psql, <c>ROLES</c>,
    /// <c>PASSWORD_OF_role</c> for each of them, <c>OWNERS</c> (<c>role:database</c>, of every database) and <c>CONNECTS</c>
    /// (<c>role:database</c>).
    /// </summary>
    public static string Roles { get; } = Read("roles.sh");

    private static string Read(string name)
    {
        using var resource = typeof(PostgresScripts).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
