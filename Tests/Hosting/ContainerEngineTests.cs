using System.Net.Sockets;
using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Tests.Hosting;

/// <summary>
/// The model when the engine is containers. Without a container runtime the orchestrator gets no container at all, so the model is what
/// can be checked.
/// </summary>
public sealed class ContainerEngineTests
{
    private static readonly string[] Nodes = ["postgres-0-a", "postgres-0-b", "postgres-1-a", "postgres-1-b"];
    private static readonly string[] Caches = ["freshness", "cache"];
    private const string Storage = "storage";

    [Fact]
    public async Task Every_container_has_its_image_script_environment_port_and_volume()
    {
        await using var application = await ConduitApplication.BuildAsync("--Engine=container");
        var containers = application.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ContainerResource>()
            .ToDictionary(container => container.Name);
        Assert.Equal(Nodes.Concat(Caches).Append(Storage).Order(), containers.Keys.Order());

        foreach (var node in Nodes)
        {
            var isReplica = node.EndsWith("-b", StringComparison.Ordinal);
            Assert.Matches(@"^library/postgres:\d+\.\d+$", Image(containers[node]));
            Assert.Equal(
                ["sh", "-c", isReplica ? PostgresScripts.Replica : PostgresScripts.Primary], await ArgumentsAsync(containers[node]));
            Assert.Equal(5432, Port(containers[node]));
            var environment = await EnvironmentAsync(application, containers[node]);
            Assert.Equal("replication-password", Assert.IsType<ParameterResource>(environment["REPLICATION_PASSWORD"]).Name);
            Assert.Single(containers[node].Annotations.OfType<ContainerMountAnnotation>());
            Assert.Contains(containers[node].Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == "repl");
        }

        var first = await EnvironmentAsync(application, containers["postgres-0-a"]);
        Assert.Equal(("accounts media conduit", "media:media"), (first["DATABASES"], first["OWNERS"]));
        Assert.Equal("conduit", (await EnvironmentAsync(application, containers["postgres-1-a"]))["DATABASES"]);
        var replica = await EnvironmentAsync(application, containers["postgres-1-b"]);
        Assert.Equal("{postgres-1-a.bindings.tcp.host}", Expression(replica["PRIMARY_HOST"]));
        Assert.Equal("{postgres-1-a.bindings.tcp.port}", Expression(replica["PRIMARY_PORT"]));

        foreach (var cache in Caches)
        {
            Assert.Matches(@"^library/redis:\d+\.\d+$", Image(containers[cache]));
            Assert.Equal(6379, Port(containers[cache]));
            var arguments = string.Join(' ', await ArgumentsAsync(containers[cache]));
            Assert.Contains("--maxmemory", arguments, StringComparison.Ordinal);
            Assert.DoesNotContain(application.Secrets[$"{cache}-password"], arguments, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Storage_is_the_image_of_Azurite_with_a_key_of_its_own_and_a_volume()
    {
        await using var application = await ConduitApplication.BuildAsync("--Engine=container");
        var storage = application.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ContainerResource>()
            .Single(container => container.Name == Storage);

        Assert.Matches(@"^azure-storage/azurite:\d+\.\d+\.\d+$", Image(storage));
        Assert.Equal(10000, Assert.Single(storage.Annotations.OfType<EndpointAnnotation>()).TargetPort);
        Assert.Single(storage.Annotations.OfType<ContainerMountAnnotation>());
        Assert.Equal("conduit:{storage-key.value}", Expression((await EnvironmentAsync(application, storage))["AZURITE_ACCOUNTS"]));
        var arguments = string.Join(' ', await ArgumentsAsync(storage));
        Assert.DoesNotContain(application.Secrets["storage-key"], arguments, StringComparison.Ordinal);
    }

    private static string Image(ContainerResource container)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        return $"{image.Image}:{image.Tag}";
    }

    private static int? Port(ContainerResource container) =>
        container.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint is { Protocol: ProtocolType.Tcp, Name: "tcp" })
            .TargetPort;

    private static async Task<IList<object>> ArgumentsAsync(ContainerResource container)
    {
        var context = new CommandLineArgsCallbackContext([], container);
        foreach (var annotation in container.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context);
        return context.Args;
    }

    private static async Task<Dictionary<string, object>> EnvironmentAsync(ConduitApplication application, ContainerResource container)
    {
        var execution = application.App.Services.GetRequiredService<DistributedApplicationExecutionContext>();
        var context = new EnvironmentCallbackContext(execution, container);
        foreach (var annotation in container.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    private static string Expression(object value) => Assert.IsType<ReferenceExpression>(value).ValueExpression;
}
