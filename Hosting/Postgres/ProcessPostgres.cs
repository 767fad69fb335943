using System.Globalization;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>The process engine: the cluster's nodes are servers of this machine.</summary>
internal static class ProcessPostgres
{
    public static PostgresCluster Add(
        IDistributedApplicationBuilder builder, string name, int shards, PostgresAccess access, ReplicationSettings settings)
    {
        var machine = LocalMachine.Of(builder);
        var installed = PostgresBinaries.Find(builder.Configuration, machine);
        return new PostgresCluster(
            builder,
            access,
            [
                .. Enumerable.Range(0, shards)
                    .Select(number => AddShard(builder, $"{name}-{number}", number, access, settings, machine, installed)),
            ],
            static (_, _, _) => { });
    }

    private static PostgresShard AddShard(
        IDistributedApplicationBuilder builder,
        string name,
        int number,
        PostgresAccess access,
        ReplicationSettings settings,
        LocalMachine machine,
        IReadOnlyList<PostgresBinaries> installed)
    {
        var databases = new List<string>();
        var a = new PostgresNodeResource($"{name}-a", access, machine.Data.For($"{name}-a", formerly: name));
        var b = new PostgresNodeResource($"{name}-b", access, machine.Data.For($"{name}-b", formerly: $"{name}-replica"));
        var shard = new ProcessShard(name, [a, b], access, settings, databases, machine.User, installed);

        // Others wait for a replica to be healthy, and it is healthy only once the monitor runs.
        ShardMonitor? monitor = null;
        builder.Services.InsertHostedService(
            services => monitor = ActivatorUtilities.CreateInstance<ShardMonitor>(services, shard));
        return new PostgresShard(
            number,
            [AddNode(builder, a, shard, () => monitor!), AddNode(builder, b, shard, () => monitor!)],
            ReferenceExpression.Create(
                $"127.0.0.1:{a.Endpoint.Property(EndpointProperty.Port)},127.0.0.1:{b.Endpoint.Property(EndpointProperty.Port)}"),
            databases);
    }

    private static IResourceBuilder<PostgresNodeResource> AddNode(
        IDistributedApplicationBuilder builder, PostgresNodeResource node, ProcessShard shard, Func<ShardMonitor> monitor)
    {
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(node, (starting, cancellationToken) =>
            new NodePreparation(shard, node, LogOf(starting)).RunAsync(cancellationToken));
        var key = $"{node.Name}-check";
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, new NodeHealthCheck(shard, node, monitor), failureStatus: null, tags: null));
        return builder.AddResource(node)
            .WithEndpoint(name: PostgresNodeResource.EndpointName, scheme: "tcp", isProxied: false)
            .WithArgs(PostgresNodeResource.LaunchScriptName)
            .WithHealthCheck(key)
            .WithIconName("Database")
            .WithSwitchCommand(monitor)
            .WithFaultCommands()
            .WithReplayCommands(shard)
            .WithCommand(WipeCommand.Name, "Wipe data", new WipeCommand(shard, node).WipeAsync, new CommandOptions
            {
                Description = "Deletes a replica's data, which is then copied from its primary; "
                    + "or, of the primary, the data of both nodes.",
                ConfirmationMessage =
                    $"Delete the data of {node.Name}? If it is the primary, "
                    + $"all data of {shard.Name} is deleted, and its databases start empty.",
                IconName = WipeCommand.Icon,
            })
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
