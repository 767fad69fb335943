namespace Conduit.Hosting.Postgres;

/// <summary>The roles of a cluster and the parameters with their passwords.</summary>
/// <param name="Service">The role that owns the databases and migrates them: no superuser.</param>
/// <param name="ServicePassword">Its password.</param>
/// <param name="SuperuserPassword">The password of <c>postgres</c>, which only the host and the nodes know.</param>
/// <param name="ReplicationPassword">The password of <c>replicator</c>, which may stream the log and nothing else.</param>
internal sealed record PostgresAccess(
    string Service,
    IResourceBuilder<ParameterResource> ServicePassword,
    IResourceBuilder<ParameterResource> SuperuserPassword,
    IResourceBuilder<ParameterResource> ReplicationPassword)
{
    public const string Superuser = "postgres";
    public const string Replicator = "replicator";

    /// <summary>The roles of single services, known in full when the AppHost starts.</summary>
    public List<PostgresRole> Roles { get; } = [];
}

/// <summary>The role of one service: it may connect to the databases named, and the migrations grant it rights on their tables.</summary>
/// <param name="Name">The role's name.</param>
/// <param name="Password">The parameter with its password.</param>
/// <param name="Databases">The databases to which it may connect.</param>
/// <param name="Owned">The database that it owns and to which no other service connects; null: none.</param>
/// <param name="IsMonitor">Whether it may read the statistics of all sessions.</param>
internal sealed record PostgresRole(
    string Name,
    IResourceBuilder<ParameterResource> Password,
    IReadOnlyList<string> Databases,
    string? Owned = null,
    bool IsMonitor = false);
