using Conduit.Hosting.Postgres;

namespace Conduit.Hosting.Servers;

/// <summary>Equal servers of one project, configured as one; each can be stopped alone.</summary>
public sealed class ServerSet
{
    internal ServerSet(string name, IReadOnlyList<IResourceBuilder<ProjectResource>> servers, int started)
    {
        Name = name;
        Servers = servers;
        Started = started;
    }

    /// <summary>The name by which service discovery knows the set.</summary>
    public string Name { get; }

    /// <summary>The servers: <c>name-1</c>, <c>name-2</c> … in run mode, one resource with replicas when published.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> Servers { get; }

    /// <summary>How many of them start by themselves: the first ones. The others are spares.</summary>
    public int Started { get; }

    /// <summary>Configures each server.</summary>
    /// <param name="configure">What is done with each.</param>
    /// <returns>The set.</returns>
    public ServerSet Each(Action<IResourceBuilder<ProjectResource>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        foreach (var server in Servers)
            configure(server);
        return this;
    }

    /// <summary>Gives each server the connection strings of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="role">The servers' role; null: the role that owns the databases.</param>
    /// <returns>The set.</returns>
    public ServerSet WithReference(PostgresCluster cluster, string? role = null) => Each(server => server.WithReference(cluster, role));

    /// <summary>Gives each server the connection string of one database of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="database">The name of the connection string.</param>
    /// <param name="role">The servers' role; null: the role that owns the databases.</param>
    /// <returns>The set.</returns>
    public ServerSet WithDatabase(PostgresCluster cluster, string database, string? role = null) =>
        Each(server => server.WithDatabase(cluster, database, role));

    /// <summary>Gives each server a connection string.</summary>
    /// <param name="source">The resource it leads to.</param>
    /// <returns>The set.</returns>
    public ServerSet WithReference(IResourceBuilder<IResourceWithConnectionString> source) => Each(server => server.WithReference(source));

    /// <summary>Gives each server the address of a service.</summary>
    /// <param name="source">The service.</param>
    /// <returns>The set.</returns>
    public ServerSet WithReference(IResourceBuilder<IResourceWithServiceDiscovery> source) => Each(server => server.WithReference(source));

    /// <summary>Gives each server an environment variable with a parameter's value.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="parameter">The parameter; null: the variable is not set.</param>
    /// <returns>The set.</returns>
    public ServerSet WithEnvironment(string name, IResourceBuilder<ParameterResource>? parameter) =>
        parameter is null ? this : Each(server => server.WithEnvironment(name, parameter));

    /// <summary>Lets each server start only when a resource is healthy.</summary>
    /// <param name="dependency">The resource.</param>
    /// <returns>The set.</returns>
    public ServerSet WaitFor(IResourceBuilder<IResource> dependency) => Each(server => server.WaitFor(dependency));

    /// <summary>Lets each server start only when a run-once resource has done its work.</summary>
    /// <param name="job">The run-once resource.</param>
    /// <returns>The set.</returns>
    public ServerSet WaitForCompletion(IResourceBuilder<IResource> job) => Each(server => server.WaitForCompletion(job));
}
