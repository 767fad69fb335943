using Conduit.Hosting.Groups;
using Conduit.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Tests.AppHost;

[Collection(SharedApplication.Name)]
public sealed class ResourceTests(WholeApplication whole)
{
    // Aspire adds these, hidden.
    private const string DashboardName = "aspire-dashboard";
    private const string RebuilderSuffix = "-rebuilder";

    private static readonly (string From, string To)[] Arrows =
    [
        ("edge", "api"), ("edge", "web"), ("edge", "freshness"),
        ("web", "api"), ("web", "edge"), ("web", "postgres"),
        ("api", "postgres"), ("api", "freshness"), ("api", "cache"),
        ("worker", "postgres"), ("worker", "freshness"), ("worker", "cache"),
        ("seed", "postgres"), ("seed", "freshness"), ("seed", "migrations"),
        ("migrations", "postgres"), ("migrations", "freshness"),
        ("api", "migrations"), ("web", "migrations"), ("worker", "migrations"),
        ("lab", "postgres"), ("lab", "freshness"), ("lab", "cache"),
        ("benchmark", "postgres"), ("benchmark", "freshness"), ("benchmark", "cache"),
        ("benchmark", "api"), ("benchmark", "web"), ("benchmark", "media"), ("benchmark", "edge"),
        ("media", "postgres"), ("media", "storage"), ("media", "freshness"), ("media", "api"),
        ("edge", "media"), ("worker", "media"), ("seed", "edge"),
    ];

    private IReadOnlyList<IResource> Resources =>
        [.. whole.Application.App.Services.GetRequiredService<DistributedApplicationModel>().Resources];

    [Fact]
    public async Task Every_server_is_healthy_and_every_run_to_completion_has_finished() =>
        await whole.Application.TellingAsync(whole.Application.WholeAsync);

    [Fact]
    public void Only_expected_resources_are_declared()
    {
        var declared = Resources
            .Where(resource => resource is ProjectResource or ExecutableResource or ContainerResource)
            .Select(resource => resource.Name)
            .Where(name => name != DashboardName && !name.EndsWith(RebuilderSuffix, StringComparison.Ordinal));

        string[] expected = [.. ExpectedResources.Servers, .. ExpectedResources.RunToCompletion, .. ExpectedResources.StartedByHand];
        Assert.Equal(expected.Order(), declared.Order());
    }

    [Fact]
    public void The_graph_has_one_arrow_for_each_use_between_groups()
    {
        var drawn = from resource in Resources
                    from relationship in resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                    where relationship.Type == "Reference" || relationship.Type == "WaitFor"
                    select (resource.Name, relationship.Resource.Name);

        Assert.Equal(Arrows.Order(), drawn.Order());
    }

    [Theory]
    [InlineData("postgres", "4 of 4 healthy", "postgres-0-a", "postgres-0-b", "postgres-1-a", "postgres-1-b")]
    [InlineData("api", "2 of 2 healthy", "api-1", "api-2", "api-3")]
    [InlineData("web", "1 of 1 healthy", "web-1", "web-2")]
    public async Task A_group_shows_how_many_of_its_members_are_healthy(string name, string state, params string[] members)
    {
        var group = Assert.Single(Resources.OfType<ResourceGroup>(), group => group.Name == name);
        Assert.Equal(members, group.Members.Select(member => member.Name));
        await whole.Application.TellingAsync(stop => whole.Application.App.ResourceNotifications.WaitForResourceAsync(name, state, stop));
    }

    [Fact]
    public void Every_parameter_has_a_description() =>
        Assert.DoesNotContain(Resources.OfType<ParameterResource>(), parameter => string.IsNullOrEmpty(parameter.Description));

    [LinuxFact]
    public async Task The_process_of_a_project_is_the_services_own()
    {
        (string, string)[] services =
        [
            ("api-1", "ApiService"), ("web-1", "WebFrontend"), ("worker", "Worker"), ("edge", "Edge"), ("media", "MediaService"),
        ];
        foreach (var (server, program) in services)
        {
            var id = await whole.Application.ProcessIdAsync(server);
            Assert.Equal(program, Path.GetFileName(File.ReadAllText($"/proc/{id}/cmdline").Split('\0')[0]));
        }
    }

    [LinuxFact]
    public async Task No_secret_is_in_a_log_or_on_a_command_line()
    {
        var author = await whole.Application.Visitor().RegisterAsync("discreet");
        await author.PublishAsync("Nothing to hide");

        foreach (var secret in whole.Application.Secrets.Values)
        {
            Assert.DoesNotContain(whole.Application.Story.Lines(), line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Processes.All(), process => process.CommandLine.Contains(secret, StringComparison.Ordinal));
        }
        Assert.NotEmpty(whole.Application.Story.Lines("edge"));
    }

    [Fact]
    public async Task A_data_folder_in_use_is_reported_in_one_line()
    {
        var line = await BrokenSetUp.LineAsync($"--DataFolder={whole.Application.DataFolder}");

        Assert.Contains(whole.Application.DataFolder, line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
    }
}
