using System.Text.Json;
using Conduit.Tests.AppHost;
using Conduit.Tests.Application;
using YamlDotNet.RepresentationModel;

namespace Conduit.Tests.Publishing;

/// <summary>What azd would deploy, compiled by Bicep, whose compiler knows every property of the resources.</summary>
[Collection(PublishedManifest.Name)]
public sealed class AzureTests(Manifest manifest) : IAsyncLifetime
{
    private const string App = "Microsoft.App/containerApps";
    private const string Job = "Microsoft.App/jobs";

    // The largest number of followers that docs/freshness.md measures.
    private const int MaxFollowers = 16;

    private static readonly string[] Apps = ["api", "edge", "media", "web", "worker"];
    private static readonly string[] Followers = ["api", "edge", "media"];

    // Compiled once for all tests of this class.
    private static AzureTemplate? _compiled;

    private static AzureTemplate Template => _compiled!;

    public async Task InitializeAsync()
    {
        if (File.Exists(BicepCompiler.Program)) _compiled ??= await AzureTemplate.BuildAsync(manifest);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [BicepFact]
    public void Modules_are_compiled_and_checked_without_a_warning() =>
        Assert.Equal(
            ExpectedResources.Published.Append("migrations").Order(StringComparer.Ordinal),
            Template.Modules.Keys.Order(StringComparer.Ordinal));

    [BicepFact]
    public void Only_the_edge_is_reached_from_outside() =>
        Assert.Equal(["edge"], Apps.Where(app => Ingress(app).GetProperty("external").GetBoolean()));

    [BicepFact]
    public void Every_app_has_probes_and_time_to_finish_its_requests()
    {
        foreach (var app in Apps)
        {
            var template = Properties(app).GetProperty("template");
            var probes = template.GetProperty("containers")[0].GetProperty("probes").EnumerateArray()
                .ToDictionary(
                    probe => probe.GetProperty("type").GetString()!,
                    probe => probe.GetProperty("httpGet").GetProperty("path").GetString());

            Assert.Equal(("/alive", "/health", "/alive"), (probes["Liveness"], probes["Readiness"], probes["Startup"]));
            // Draining takes three seconds, the host then waits up to thirty.
            Assert.True(template.GetProperty("terminationGracePeriodSeconds").GetInt32() > 33);
        }
    }

    [BicepFact]
    public void Servers_scale_by_requests_and_the_worker_by_the_depth_of_each_queue()
    {
        foreach (var app in Apps)
        {
            var (min, max) = (Template.Numbers(app, "minReplicas"), Template.Numbers(app, "maxReplicas"));
            Assert.True(min.Small >= 1 && min.Small <= max.Small && min.Production >= 2 && min.Production <= max.Production, app);
        }

        Assert.All(Apps.Except(["worker"]), app => Assert.True(Rules(app).Single().TryGetProperty("http", out _)));
        Assert.Equal(
            ["postgres-0-accounts", "postgres-0-conduit", "postgres-1-conduit"],
            Rules("worker").Select(rule => rule.GetProperty("name").GetString()));
        Assert.All(Rules("worker"), rule => Assert.Equal("postgresql", rule.GetProperty("custom").GetProperty("type").GetString()));
    }

    [BicepFact]
    public void Followers_of_the_log_are_no_more_than_leases_were_measured_with() =>
        Assert.InRange(Followers.Sum(app => Template.Numbers(app, "maxReplicas").Production), 1, MaxFollowers);

    [BicepFact]
    public void A_secret_reaches_a_container_through_the_vault_only()
    {
        foreach (var module in Apps.Append("migrations"))
        {
            var secure = Template.Modules[module].GetProperty("parameters").EnumerateObject()
                .Where(parameter => parameter.Value.GetProperty("type").GetString() == "securestring")
                .Select(parameter => $"parameters('{parameter.Name}')")
                .ToList();
            var configuration = Properties(module).GetProperty("configuration");
            var container = Properties(module).GetProperty("template").GetRawText();

            Assert.NotEmpty(secure);
            Assert.All(secure, parameter => Assert.DoesNotContain(parameter, container, StringComparison.Ordinal));
            Assert.All(
                configuration.GetProperty("secrets").EnumerateArray(),
                secret => Assert.Equal(["name", "keyVaultUrl", "identity"], secret.EnumerateObject().Select(one => one.Name)));
        }
    }

    [BicepFact]
    public void Variables_of_the_model_reach_the_containers()
    {
        var names = Variables("api");

        string[] expected = ["ConnectionStrings__accounts", "ConnectionStrings__freshness", "Jwt__SigningKey", "Site__Hosts"];
        Assert.Empty(expected.Except(names.Keys));
        Assert.DoesNotContain(names.Keys, name => name.StartsWith("FRESHNESS_", StringComparison.Ordinal));
        Assert.Equal("http://api", Variables("edge")["services__api__http__0"]);
        Assert.StartsWith("[format('https://edge.{0}'", Variables("web")["services__edge__http__0"], StringComparison.Ordinal);
        var connection = Template.Resources("api", "Microsoft.KeyVault/vaults/secrets")
            .Select(secret => secret.GetProperty("properties").GetProperty("value").GetString()!)
            .First(value => value.Contains("Database=conduit", StringComparison.Ordinal));
        Assert.Contains("Host={0};SSL Mode=VerifyFull;Username=api;Password={1};Database=conduit", connection, StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_not_be_lost_is_never_evicted()
    {
        Assert.Equal("NoEviction", Parameter("freshness", "evictionPolicy"));
        Assert.Equal("AllKeysLRU", Parameter("cache", "evictionPolicy"));
    }

    [Fact]
    public async Task Azd_migrates_the_databases_before_it_deploys_the_servers()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "azure.yaml"))));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var steps = ((YamlSequenceNode)root["workflows"]["up"]["steps"]).Select(step => step["azd"].ToString());
        var hook = Path.Combine(Repository.Root, root["hooks"]["postdeploy"]["run"].ToString());

        Assert.Equal(["provision", "deploy migrations", "deploy --all"], steps);
        Assert.True(File.Exists(Path.Combine(Repository.Root, root["services"]["app"]["project"].ToString())));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(hook).HasFlag(UnixFileMode.UserExecute));
    }

    private string? Parameter(string module, string name) =>
        manifest.Resources[module].GetProperty("params").GetProperty(name).GetString();

    private static JsonElement Properties(string module) =>
        Template.Resources(module, module == "migrations" ? Job : App).Single().GetProperty("properties");

    private static JsonElement Ingress(string app) => Properties(app).GetProperty("configuration").GetProperty("ingress");

    private static List<JsonElement> Rules(string app) =>
        [.. Properties(app).GetProperty("template").GetProperty("scale").GetProperty("rules").EnumerateArray()];

    private static Dictionary<string, string?> Variables(string app) =>
        Properties(app).GetProperty("template").GetProperty("containers")[0].GetProperty("env").EnumerateArray().ToDictionary(
            variable => variable.GetProperty("name").GetString()!,
            variable => variable.TryGetProperty("value", out var value) ? value.GetString() : null);
}
