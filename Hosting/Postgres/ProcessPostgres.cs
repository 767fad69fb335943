using System.Globalization;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>The process engine: the cluster's nodes are servers of this machine.</summary>
internal static class ProcessPostgres
{
    public static PostgresCluster Add(IDistributedApplicationBuilder builder, string name, int shards, PostgresAccess access, ReplicationSettings replication)
    {
        var machine = LocalMachine.Of(builder);
        var installed = PostgresBinaries.Find(builder.Configuration, machine);
        return new PostgresCluster(
            builder,
            access,
            [.. Enumerable.Range(0, shards).Select(number => AddShard(builder, $"{name}-{number}", number, access, replication, machine, installed))],
            static (_, _, _) => { });
    }

    private static PostgresShard AddShard(
        IDistributedApplicationBuilder builder, string name, int number, PostgresAccess access, ReplicationSettings replication, LocalMachine machine,
        IReadOnlyList<PostgresBinaries> installed)
    {
        var databases = new List<string>();
        var primary = new PostgresNodeResource(name, access, machine.Data.For(name));
        var replica = new PostgresNodeResource($"{name}-replica", access, machine.Data.For($"{name}-replica"));
        var shard = new ProcessShard(primary, replica, access, replication, databases, machine.User, installed);
        // Data of a version that is not installed, or half lost, stops the AppHost here with one line.
        _ = shard.Binaries();
        shard.RequireNothingToLose();
        var wipe = new WipeCommand(shard);

        var primaryBuilder = AddNode(builder, primary, new PrimaryHealthCheck(shard), shard)
            .WithCommand(WipeCommand.Name, "Wipe data", wipe.WipePrimaryAsync, new CommandOptions
            {
                Description = "Stops both nodes of the shard, deletes their data and starts them with empty databases.",
                ConfirmationMessage = $"Delete all data of {name} and its replica?",
                IconName = WipeCommand.Icon,
            });
        var replicaCheck = new ReplicaHealthCheck(
            name, cancellationToken => shard.ConnectAsync(replica, cancellationToken), () => shard.ReplicaServes);
        var replicaBuilder = AddNode(builder, replica, replicaCheck, shard)
            .WithCommand(WipeCommand.Name, "Wipe data", wipe.WipeReplicaAsync, new CommandOptions
            {
                Description = "Stops the replica, deletes its data and starts it with a new copy of the primary's.",
                ConfirmationMessage = $"Delete the data of {replica.Name} and copy it again from {name}?",
                IconName = WipeCommand.Icon,
            });

        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(primary, async (starting, cancellationToken) =>
        {
            await new PrimaryPreparation(shard, LogOf(starting)).RunAsync(cancellationToken);
            shard.SetPrimaryPrepared();
        });
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(replica, (starting, cancellationToken) =>
            new ReplicaPreparation(shard, LogOf(starting)).RunAsync(cancellationToken));
        // Others wait for the replica to be healthy, and it is healthy only once the keeper runs.
        builder.Services.InsertHostedService(services => ActivatorUtilities.CreateInstance<ReplicationKeeper>(services, shard));

        return new PostgresShard(
            number,
            primaryBuilder,
            replicaBuilder,
            ReferenceExpression.Create($"127.0.0.1:{primary.Endpoint.Property(EndpointProperty.Port)},127.0.0.1:{replica.Endpoint.Property(EndpointProperty.Port)}"),
            databases);
    }

    private static IResourceBuilder<PostgresNodeResource> AddNode(
        IDistributedApplicationBuilder builder, PostgresNodeResource node, IHealthCheck check, ProcessShard shard)
    {
        var key = $"{node.Name}-check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null));
        return builder.AddResource(node)
            .WithEndpoint(name: PostgresNodeResource.EndpointName, scheme: "tcp", isProxied: false)
            .WithArgs(PostgresNodeResource.LaunchScriptName)
            .WithHealthCheck(key)
            .WithIconName("Database")
            .WithReplCommand(
                shard.Binaries().Client(), () => ClientArguments(node, shard), "PGPASSWORD", node.Access.SuperuserPassword.Resource);
    }

    private static string[] ClientArguments(PostgresNodeResource node, ProcessShard shard) =>
    [
        "--host=127.0.0.1",
        string.Create(CultureInfo.InvariantCulture, $"--port={node.Endpoint.Port}"),
        $"--username={PostgresAccess.Superuser}",
        $"--dbname={(shard.Databases is [.., var last] ? last : "postgres")}",
    ];

    private static ILogger LogOf(BeforeResourceStartedEvent starting) =>
        starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(starting.Resource);
}
