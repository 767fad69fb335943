using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.Publishing;

/// <summary>The file for one machine is valid, and agrees with itself and with the model.</summary>
[Collection(SharedPublication.Name)]
public sealed partial class ComposeTests(Publication publication)
{
    private static readonly string[] Extras = ["dashboard", "storage"];

    private PublishedDocument File => publication.Documents("compose/").Single();

    private IEnumerable<(string Name, PublishedDocument Service)> Services =>
        File.Map("services").Select(service => (service.Key, File.At(service.Value)));

    [Fact]
    public void The_file_has_only_documented_fields() => Assert.Empty(DocumentedFields.Unknown("Compose", File));

    [Fact]
    public void Every_resource_of_the_model_is_a_service() => Assert.Equal(
        ExpectedResources.Published.Append("migrations").Concat(Extras).Distinct().Order(),
        Services.Select(service => service.Name).Order());

    [Fact]
    public void Every_service_is_restarted_limited_and_checked()
    {
        foreach (var (name, service) in Services)
        {
            Assert.NotEqual("", service.Text("restart"));
            Assert.NotEqual("", service.Text("deploy.resources.limits.memory"));
            // A job ends, and the dashboard's image has no program that could check it.
            if (name is not ("migrations" or "dashboard")) Assert.NotEmpty(service.List("healthcheck.test"));
        }
    }

    [Fact]
    public void Only_the_edge_and_the_dashboard_on_loopback_have_ports_of_the_machine()
    {
        var ports = Services.SelectMany(service => service.Service.List("ports").Select(port => $"{service.Name} {port}"));

        Assert.Equal(["edge ${SITE_PORT:-8080}:8080", "dashboard 127.0.0.1:${DASHBOARD_PORT:-18888}:18888"], ports);
    }

    [Fact]
    public void Every_network_but_the_public_one_leads_nowhere_else()
    {
        var networks = File.Map("networks").ToDictionary(network => network.Key, network => File.At(network.Value).Text("internal"));

        Assert.Equal(["public"], networks.Where(network => network.Value != "true").Select(network => network.Key));
        Assert.Equal(
            networks.Keys.Order(),
            Services.SelectMany(service => service.Service.List("networks").Select(network => network.ToString())).Distinct().Order());
        Assert.Equal(["dashboard", "edge"], MembersOf("public"));
        Assert.Equal(["api", "migrations", "postgres-1-a", "postgres-1-b", "worker"], MembersOf("postgres-1"));
        Assert.Equal(["media", "storage"], MembersOf("storage"));
    }

    [Fact]
    public void Every_variable_is_in_the_example_without_a_value_and_the_script_makes_one()
    {
        var used = Variable().Matches(publication.Files["compose/compose.yaml"]).Select(match => match.Groups[1].Value).ToHashSet();
        var example = Lines(publication.Files["compose/.env.example"]);
        Assert.Empty(used.Except(example.Keys));
        Assert.Empty(example.Keys.Except(used).Except(["SITE_PORT", "DASHBOARD_PORT"]));
        Assert.All(used, name => Assert.Equal("", example[name]));

        using var folder = new TestFolder();
        foreach (var name in new[] { ".env.example", "make-env.sh" })
            System.IO.File.WriteAllText(folder[name], publication.Files[$"compose/{name}"]);
        Shell.Run(folder["make-env.sh"]);
        var made = Lines(System.IO.File.ReadAllText(folder[".env"]));
        Assert.Equal(example.Keys.Order(), made.Keys.Order());
        Assert.All(used, name => Assert.Equal(48, made[name].Length));
        Assert.Equal(used.Count, used.Select(name => made[name]).Distinct().Count());

        Shell.Run(folder["make-env.sh"]);
        Assert.Equal(made, Lines(System.IO.File.ReadAllText(folder[".env"])));
    }

    [Fact]
    public void A_connection_string_names_both_nodes_of_its_shard_and_a_variable_with_the_password()
    {
        var api = Services.Single(service => service.Name == "api").Service;

        Assert.Equal(
            "Host=postgres-1-a:5432,postgres-1-b:5432;Username=api;Password=${API_PASSWORD:?run make-env.sh};Database=conduit",
            api.Text("environment.ConnectionStrings__conduit-1"));
    }

    private IEnumerable<string> MembersOf(string network) => Services
        .Where(service => service.Service.List("networks").Any(one => one.ToString() == network))
        .Select(service => service.Name)
        .Order();

    private static Dictionary<string, string> Lines(string text) => text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line.Split('=')[0], line => line[(line.IndexOf('=') + 1)..]);

    // Two dollars are a dollar of the container's own.
    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+):\?")]
    private static partial Regex Variable();
}
