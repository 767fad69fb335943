namespace Conduit.Hosting.Postgres;

/// <summary>Who may do what in a cluster: the roles and the parameters with their passwords.</summary>
/// <param name="Service">The role of the services: no superuser, owns the cluster's databases.</param>
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
}
