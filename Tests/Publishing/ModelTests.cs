using Conduit.Hosting.Publishing;
using Conduit.Hosting.Publishing.Compose;
using Conduit.Hosting.Publishing.Kubernetes;
using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Servers;

namespace Conduit.Tests.Publishing;

/// <summary>What is published is read from the model, whatever an AppHost puts into it.</summary>
public sealed class ModelTests
{
    private static readonly ContainerImageNames Images = new("registry.example.org/", "1.0");

    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
    {
        Args = ["--operation", "publish", "--step", "kubernetes"],
        DisableDashboard = true,
    });

    [Fact]
    public async Task A_variable_with_a_secret_and_an_address_is_published_without_a_second_edit()
    {
        var key = _builder.AddParameter("new-key", secret: true);
        var api = _builder.AddServers<Projects.ApiService>("api", count: 2);
        var address = api.Servers[0].GetEndpoint("http");
        _builder.AddServer<Projects.Edge>("edge")
            .WithReference(api)
            .WithEnvironment("New__Setting", "costs $5 or $(more)")
            .WithEnvironment("New__Key", key)
            .WithEnvironment("New__Connection", ReferenceExpression.Create($"at={address};key={key}"))
            .WithExternalHttpEndpoints();

        var deployment = await ReadAsync();

        var edge = deployment.Services.Single(service => service.Name == "edge");
        Assert.Equal(("shop-edge", true), (edge.Image, edge.IsExternal));
        Assert.Equal(["edge"], deployment.UsersOf("api").Select(user => user.Name));
        var kubernetes = new KubernetesFiles(deployment, ["www.example.org"], Images).Write()["base/edge.yaml"];
        Assert.Contains("at=http://api:8080;key=$(SECRET_NEW_KEY)", kubernetes, StringComparison.Ordinal);
        Assert.Contains("costs $5 or $$(more)", kubernetes, StringComparison.Ordinal);
        var compose = PublishedDocument.All("", ComposeFiles.Write(deployment, Images)["compose.yaml"]).Single();
        Assert.Equal(
            "at=http://api:8080;key=${NEW_KEY:?run make-env.sh}", compose.Text("services.edge.environment.New__Connection"));
        Assert.Equal("costs $$5 or $$(more)", compose.Text("services.edge.environment.New__Setting"));
        Assert.Equal("registry.example.org/shop-edge:1.0", compose.Text("services.edge.image"));
    }

    [Fact]
    public async Task A_job_is_published_if_a_service_waits_for_it()
    {
        var migrations = _builder.AddJob<Projects.Worker>("migrations", "migrate");
        _builder.AddJob<Projects.Seed>("seed");
        _builder.AddServer<Projects.Worker>("worker").WaitForCompletion(migrations);

        var deployment = await ReadAsync();

        var job = Assert.Single(deployment.Jobs);
        Assert.Equal("migrations", job.Name);
        Assert.Equal(["migrate"], job.Arguments.Select(argument => argument.Write(text => text, name => name, host => host.Resource)));
        Assert.Equal(["worker"], deployment.Services.Select(service => service.Name));
    }

    [Fact]
    public async Task More_servers_than_production_may_have_are_refused_with_a_remedy()
    {
        _builder.AddServers<Projects.ApiService>("api", count: 9);
        var deployment = await ReadAsync();

        var files = new KubernetesFiles(deployment, ["www.example.org"], Images);
        var fault = Assert.Throws<DistributedApplicationException>(files.Write);

        Assert.Contains("9 servers 'api' are more than the 8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_followers_of_the_log_than_were_measured_are_refused()
    {
        _builder.AddServer<Projects.Edge>("edge").FollowsLog();
        _builder.AddServer<Projects.Worker>("worker");
        var deployment = await ReadAsync();

        LogFollowers.Check(deployment, _ => LogFollowers.Measured);
        var fault = Assert.Throws<DistributedApplicationException>(() => LogFollowers.Check(deployment, _ => LogFollowers.Measured + 1));

        Assert.StartsWith("17 servers (edge) could follow the log of writes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_nothing_knows_how_to_publish_stops_the_publication()
    {
        _builder.AddServer<Projects.Edge>("edge")
            .WithEnvironment(context => context.EnvironmentVariables["Unknown"] = new object());

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(ReadAsync);

        Assert.Contains("Object", fault.Message, StringComparison.Ordinal);
    }

    private Task<Deployment> ReadAsync() =>
        new DeploymentReader("shop", new DistributedApplicationModel(_builder.Resources), _builder.ExecutionContext)
            .ReadAsync(CancellationToken.None);
}
