using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
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
        // data of a version that is not installed, or half lost, stops the AppHost here, with one line
        _ = shard.Binaries();
        shard.RequireNothingToLose();
        var wipe = new WipeCommand(shard);

        var primaryBuilder = AddNode(builder, primary, new PrimaryHealthCheck(shard))
            .WithCommand(WipeCommand.Name, "Wipe data", wipe.WipePrimaryAsync, new CommandOptions
            {
                Description = "Stops both nodes of the shard, deletes their data and starts them with empty databases.",
                ConfirmationMessage = $"Delete all data of {name} and its replica?",
            });
        var replicaBuilder = AddNode(builder, replica, new ReplicaHealthCheck(name, cancellationToken => shard.ConnectAsync(replica, cancellationToken), () => shard.ReplicaServes))
            .WithParentRelationship(primaryBuilder)
            .WithReferenceRelationship(primaryBuilder)
            .WithCommand(WipeCommand.Name, "Wipe data", wipe.WipeReplicaAsync, new CommandOptions
            {
                Description = "Stops the replica, deletes its data and starts it with a new copy of the primary's.",
                ConfirmationMessage = $"Delete the data of {replica.Name} and copy it anew from {name}?",
            });

        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(primary, async (starting, cancellationToken) =>
        {
            await new PrimaryPreparation(shard, LogOf(starting)).RunAsync(cancellationToken);
            shard.SetPrimaryPrepared();
        });
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(replica, (starting, cancellationToken) =>
            new ReplicaPreparation(shard, LogOf(starting)).RunAsync(cancellationToken));
        // First in the list: the orchestrator's own service returns from its start only when every wait is satisfied, and the waits need the keeper.
        // One keeper a shard: AddHostedService registers a type only once.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => ActivatorUtilities.CreateInstance<ReplicationKeeper>(services, shard)));

        return new PostgresShard(
            number,
            primaryBuilder,
            replicaBuilder,
            ReferenceExpression.Create($"127.0.0.1:{primary.Endpoint.Property(EndpointProperty.Port)},127.0.0.1:{replica.Endpoint.Property(EndpointProperty.Port)}"),
            databases);
    }

    private static IResourceBuilder<PostgresNodeResource> AddNode(IDistributedApplicationBuilder builder, PostgresNodeResource node, IHealthCheck check)
    {
        var key = $"{node.Name}-check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null));
        return builder.AddResource(node)
            .WithEndpoint(name: PostgresNodeResource.EndpointName, scheme: "tcp", isProxied: false)
            .WithArgs(node.LaunchScriptPath)
            .WithHealthCheck(key);
    }

    private static ILogger LogOf(BeforeResourceStartedEvent starting) =>
        starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(starting.Resource);
}
