using System.Globalization;
using Conduit.Hosting.Groups;
using Conduit.Hosting.Map;
using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>Adds clusters of Postgres to an AppHost, and lets services use them.</summary>
public static class PostgresClusterBuilderExtensions
{
    private const int MostShards = 32;

    /// <summary>Adds shards of Postgres, each of two nodes: <c>name-0-a</c> and <c>name-0-b</c>, <c>name-1-a</c> …</summary>
    /// <remarks>
    /// <para>
    /// With the engine <c>process</c> (setting <c>Engine</c>) the nodes are servers of this machine, on loopback and free ports, run by an
    /// unprivileged user also when the
    /// AppHost is run by root. Their programs are those of <c>PG_BIN</c> (environment, or the setting <c>PgBin</c>), else of the newest
    /// <c>/usr/lib/postgresql/*/bin</c>, else of <c>artifacts/tools/postgres/bin</c>; data made by another major version is opened by the
    /// programs of that version. The data stays in
    /// the folder of the setting <c>DataFolder</c> (<c>artifacts/data</c>), and a command of each node's in the dashboard wipes it. Only
    /// while a replica streams
    /// services may connect to it.
    /// </para>
    /// <para>
    /// One node of a shard is the primary. When it fails, the other one is promoted if it has every commit that was acknowledged, and the
    /// former primary follows it once it is back (Linux). <c>Postgres:Failover</c> (<c>automatic</c>, <c>accept-loss</c>, <c>manual</c>)
    /// and
    /// <c>Postgres:Restart</c> change that; the command <c>Switch roles</c> does it without a failure.
    /// </para>
    /// <para>
    /// While a replica streams, a commit waits until both nodes have it on disk, so that the loss of one loses nothing that was
    /// acknowledged. The settings
    /// <c>Postgres:SynchronousCommit</c> (<c>on</c>, <c>remote_apply</c>, <c>remote_write</c>, <c>local</c>) and <c>Postgres:Standby</c>
    /// (<c>synchronous</c>,
    /// <c>asynchronous</c>) make it wait for something else.
    /// </para>
    /// <para>
    /// With the engine <c>container</c>, and in publish mode, the nodes are containers of the official image. The first is the primary for
    /// good, the second is copied from it and follows by the script in its arguments.
    /// </para>
    /// <para>
    /// The passwords are secret parameters, generated unless given: <c>name-password</c> (the superuser, which no service gets),
    /// <c>role-password</c> and
    /// <c>replication-password</c>.
    /// </para>
    /// </remarks>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The name the nodes' names begin with.</param>
    /// <param name="shards">How many shards.</param>
    /// <param name="role">The role that owns the databases and that services connect as; no superuser.</param>
    /// <returns>The cluster.</returns>
    /// <example>
    /// <code>
    /// var postgres = builder.AddPostgresCluster("postgres", shards: 2, role: "conduit")
    ///     .WithDatabase("accounts")
    ///     .WithShardedDatabase("conduit");
    /// builder.AddProject&lt;Projects.ApiService&gt;("api").WithReference(postgres).WaitFor(postgres);
    /// </code>
    /// </example>
    public static PostgresCluster AddPostgresCluster(this IDistributedApplicationBuilder builder, string name, int shards, string role)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        if (shards is < 1 or > MostShards)
            throw new DistributedApplicationException(
                string.Create(CultureInfo.InvariantCulture, $"A cluster has 1 to {MostShards} shards, not {shards}."));

        var access = new PostgresAccess(
            role,
            builder.AddGeneratedSecret(
                $"{role}-password", $"Password of the role `{role}`, which owns the databases; services connect as it."),
            builder.AddGeneratedSecret($"{name}-password", "Password of the superuser `postgres`, which no service gets."),
            builder.AddGeneratedSecret(
                "replication-password",
                $"Password of the role `{PostgresAccess.Replicator}`, as which replicas stream from their primary."));
        var replication = ReplicationSettings.Read(builder.Configuration);
        var group = builder.AddResourceGroup(name, icon: "DatabaseMultiple");
        var cluster = LocalMachine.Of(builder).Engine == Engine.Process
            ? ProcessPostgres.Add(builder, name, shards, access, replication)
            : ContainerPostgres.Add(builder, name, shards, access, replication);
        foreach (var shard in cluster.Shards)
        {
            var unit = string.Create(CultureInfo.InvariantCulture, $"{name}-{shard.Number}");
            foreach (var node in shard.Nodes)
            {
                node.WithGroup(group)
                    .WithAnnotation(new SystemPartAnnotation(SystemPartKind.Database, unit))
                    .WithAnnotation(new PostgresShardAnnotation(unit, shard, access, replication));
            }
        }

        return cluster;
    }

    /// <summary>Gives a service the connection strings of every database of the cluster.</summary>
    /// <typeparam name="T">The service's type.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="role">The service's role, of <see cref="PostgresCluster.WithRole"/>; null: the role that owns the databases.</param>
    /// <returns>The service.</returns>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, PostgresCluster cluster, string? role = null)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var name in cluster.ConnectionNames)
            builder.WithDatabase(cluster, name, role);
        return builder;
    }

    /// <summary>Gives a service the connection string of one database of the cluster.</summary>
    /// <typeparam name="T">The service's type.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="database">The name of the connection string.</param>
    /// <param name="role">The service's role, of <see cref="PostgresCluster.WithRole"/>; null: the role that owns the databases.</param>
    /// <returns>The service.</returns>
    public static IResourceBuilder<T> WithDatabase<T>(
        this IResourceBuilder<T> builder, PostgresCluster cluster, string database, string? role = null)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);
        return builder.WithEnvironment($"ConnectionStrings__{database}", cluster.ConnectionString(database, role));
    }

    /// <summary>Lets a resource start only when every node of the cluster is healthy.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="cluster">The cluster.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, PostgresCluster cluster)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);
        foreach (var node in cluster.Nodes)
            builder.WaitFor(node);
        return builder;
    }
}
