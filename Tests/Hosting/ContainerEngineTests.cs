using System.Text.Json;
using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;

namespace Conduit.Tests.Hosting;

/// <summary>What the orchestrator is given to run when the engine is containers; whether a runtime answers does not matter.</summary>
public sealed class ContainerEngineTests : IDisposable
{
    private static readonly string[] Nodes = ["postgres-0", "postgres-0-replica", "postgres-1", "postgres-1-replica"];
    private static readonly string[] Caches = ["stamps", "cache"];

    private readonly TestFolder _folder = new();

    [LinuxFact]
    public async Task Every_container_has_its_image_script_environment_and_port()
    {
        var temporary = Directory.CreateDirectory(_folder["temporary"]).FullName;
        var secrets = new Secrets();
        await using var host = HostProcess.Start(["--Site:Port=0", "--Engine=container"], [.. secrets.Configuration, new("TMPDIR", temporary)]);

        var containers = await Eventually.GetAsync(
            () => Orchestrator.ContainersAsync(host, temporary), known => known.Count == Nodes.Length + Caches.Length, "all containers are known to the orchestrator", seconds: 60);

        foreach (var node in Nodes)
        {
            var replica = node.EndsWith("-replica", StringComparison.Ordinal);
            Assert.Matches(@"/postgres:\d+\.\d+$", containers[node].GetProperty("image").GetString());
            Assert.Equal(["sh", "-c", replica ? PostgresScripts.Replica : PostgresScripts.Primary], Arguments(containers[node]));
            Assert.Equal([5432], Ports(containers[node]));
            Assert.Equal(secrets["replication-password"], Variable(containers[node], "REPLICATION_PASSWORD"));
            Assert.Single(containers[node].GetProperty("volumeMounts").EnumerateArray());
        }
        Assert.Equal("accounts conduit", Variable(containers["postgres-0"], "DATABASES"));
        Assert.Equal("conduit", Variable(containers["postgres-1"], "DATABASES"));
        Assert.Equal("5432", Variable(containers["postgres-1-replica"], "PRIMARY_PORT"));
        Assert.StartsWith("postgres-1", Variable(containers["postgres-1-replica"], "PRIMARY_HOST"), StringComparison.Ordinal);
        foreach (var cache in Caches)
        {
            Assert.Matches(@"/redis:\d+\.\d+$", containers[cache].GetProperty("image").GetString());
            Assert.Equal([6379], Ports(containers[cache]));
            Assert.Contains("--maxmemory", string.Join(' ', Arguments(containers[cache])), StringComparison.Ordinal);
            Assert.DoesNotContain(secrets[$"{cache}-password"], string.Join(' ', Arguments(containers[cache])), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string?> Arguments(JsonElement container) => container.GetProperty("args").EnumerateArray().Select(argument => argument.GetString());

    private static IEnumerable<int> Ports(JsonElement container) => container.GetProperty("ports").EnumerateArray().Select(port => port.GetProperty("containerPort").GetInt32());

    private static string? Variable(JsonElement container, string name) => container.GetProperty("env").EnumerateArray()
        .Where(variable => variable.GetProperty("name").GetString() == name)
        .Select(variable => variable.GetProperty("value").GetString())
        .SingleOrDefault();
}
