using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>The container engine, and what is published: the cluster's nodes are containers of the official image.</summary>
/// <remarks>
/// Services connect as the cluster's own role here too: the primary's script makes it when it makes the data, so that an
/// attacker who takes over a service is no superuser. Each container configures itself by its script, because a published cluster has no
/// AppHost.
/// </remarks>
internal static class ContainerPostgres
{
    private const string EndpointName = "tcp";
    private const string Port = "5432";

    public static PostgresCluster Add(
        IDistributedApplicationBuilder builder, string name, int shards, PostgresAccess access, ReplicationSettings replication) => new(
        builder,
        access,
        [.. Enumerable.Range(0, shards).Select(number => AddShard(builder, $"{name}-{number}", number, access, replication))],
        static (shard, connectionName, database) =>
            ((IResourceBuilder<PostgresServerResource>)shard.Nodes[0]).AddDatabase(connectionName, database));

    private static PostgresShard AddShard(
        IDistributedApplicationBuilder builder, string name, int number, PostgresAccess access, ReplicationSettings replication)
    {
        var databases = new List<string>();
        var (primaryName, standbyName) = ($"{name}-a", $"{name}-b");
        var replicaName = standbyName.Replace('-', '_');
        var primary = AddNode(builder, primaryName, access)
            .WithEnvironment("INIT_FOLDER", "/docker-entrypoint-initdb.d")
            .WithEnvironment("SERVICE_ROLE", access.Service)
            .WithEnvironment("SERVICE_PASSWORD", access.ServicePassword)
            .WithEnvironment("REPLICATION_PASSWORD", access.ReplicationPassword)
            .WithEnvironment("SYNCHRONOUS_COMMIT", replication.SynchronousCommit)
            .WithEnvironment("STANDBY", replication.StandbyNamed(replicaName))
            .WithEnvironment("DATABASES", () => string.Join(' ', databases))
            .WithEnvironment(context => SetRoles(context.EnvironmentVariables, access, databases))
            .WithArgs("sh", "-c", PostgresScripts.Primary);

        var source = primary.GetEndpoint(EndpointName);
        var replica = AddNode(builder, standbyName, access)
            .WithEnvironment("PORT", Port)
            .WithEnvironment("PRIMARY_HOST", ReferenceExpression.Create($"{source.Property(EndpointProperty.Host)}"))
            .WithEnvironment("PRIMARY_PORT", ReferenceExpression.Create($"{source.Property(EndpointProperty.Port)}"))
            .WithEnvironment("REPLICATION_PASSWORD", access.ReplicationPassword)
            .WithEnvironment("REPLICA_NAME", replicaName)
            .WithArgs("sh", "-c", PostgresScripts.Replica);
        AddStreamingCheck(builder, replica, primaryName);

        var copy = replica.GetEndpoint(EndpointName);
        primary
            .WithEnvironment("REPLICA_HOST", ReferenceExpression.Create($"{copy.Property(EndpointProperty.Host)}"))
            .WithEnvironment("REPLICA_PORT", ReferenceExpression.Create($"{copy.Property(EndpointProperty.Port)}"));
        return new PostgresShard(
            number,
            [primary, replica],
            ReferenceExpression.Create(
                $"{source.Property(EndpointProperty.Host)}:{source.Property(EndpointProperty.Port)},"
                + $"{copy.Property(EndpointProperty.Host)}:{copy.Property(EndpointProperty.Port)}"),
            databases);
    }

    private static void SetRoles(Dictionary<string, object> environment, PostgresAccess access, List<string> databases)
    {
        environment["MONITORS"] = string.Join(' ', access.Roles.Where(role => role.IsMonitor).Select(role => role.Name));
        environment["ROLES"] = string.Join(' ', access.Roles.Select(role => role.Name));
        foreach (var role in access.Roles)
            environment[$"PASSWORD_OF_{role.Name}"] = role.Password.Resource;
        var connects = from role in access.Roles
                       from database in databases
                       where role.Databases.Contains(database)
                       select $"{role.Name}:{database}";
        environment["CONNECTS"] = string.Join(' ', connects);
        var owners = from role in access.Roles
                     where role.Owned is not null && databases.Contains(role.Owned)
                     select $"{role.Name}:{role.Owned}";
        environment["OWNERS"] = string.Join(' ', owners);
    }

    private static IResourceBuilder<PostgresServerResource> AddNode(
        IDistributedApplicationBuilder builder, string name, PostgresAccess access) =>
        builder.AddPostgres(name, password: access.SuperuserPassword)
            .WithImageTag(ContainerImages.PostgresTag)
            .WithDataVolume()
            .WithIconName("Database")
            .WithRepl();

    private static void AddStreamingCheck(
        IDistributedApplicationBuilder builder, IResourceBuilder<PostgresServerResource> replica, string primaryName)
    {
        var key = $"{replica.Resource.Name}-streams";
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, new ReplicaHealthCheck(primaryName, ConnectAsync), failureStatus: null, tags: null));
        replica.WithHealthCheck(key);

        async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
        {
            var connection = new NpgsqlConnection(
                $"{await replica.Resource.GetConnectionStringAsync(cancellationToken)};Database=postgres;Pooling=false;"
                + "Timeout=2;Command Timeout=5");
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
    }
}
