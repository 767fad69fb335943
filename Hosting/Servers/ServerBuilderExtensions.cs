using System.Globalization;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Groups;
using Conduit.Hosting.Map;

namespace Conduit.Hosting.Servers;

/// <summary>Adds servers, one or many of a kind, each on a port of its own.</summary>
public static class ServerBuilderExtensions
{
    private const string EndpointName = "http";
    private const string ReadyPath = "/health";
    private const string AlivePath = "/alive";
    private const int MostServers = 64;

    /// <summary>
    /// Adds one server: a direct port of its own, probes of <c>/health</c> (ready) and <c>/alive</c>, and the AppHost's environment.
    /// </summary>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">Its port in run mode; null: any free one.</param>
    /// <returns>The server.</returns>
    /// <example><code>var worker = builder.AddServer&lt;Projects.Worker&gt;("worker");</code></example>
    public static IResourceBuilder<ProjectResource> AddServer<TProject>(
        this IDistributedApplicationBuilder builder, string name, int? port = null)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        // No TCP proxy in between: it would hide from the edge which server responds, and add some 60 microseconds to each request.
        return builder.AddRun<TProject>(name)
            .WithHttpEndpoint(port: builder.ExecutionContext.IsRunMode ? port : null, name: EndpointName, isProxied: false)
            .WithHttpProbe(ProbeType.Readiness, ReadyPath, endpointName: EndpointName)
            .WithHttpProbe(ProbeType.Liveness, AlivePath, endpointName: EndpointName)
            .WithUrlForEndpoint(EndpointName, url => url.DisplayText = name)
            .WithAnnotation(new SystemPartAnnotation(SystemPartKind.Server))
            .WithFaultCommands();
    }

    /// <summary>
    /// Adds equal servers: <c>name-1</c> to <c>name-count</c>, each a resource of its own; in publish mode one resource with that many
    /// replicas.
    /// </summary>
    /// <remarks>A manifest carries no count of replicas: the platform that it is given to sets it.</remarks>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The name by which others reach the set.</param>
    /// <param name="count">How many servers.</param>
    /// <param name="spares">How many more can be started by hand under load; not published.</param>
    /// <param name="icon">The Fluent UI icon of the servers and of their group.</param>
    /// <returns>The set.</returns>
    /// <example>
    /// <code>
    /// var api = builder.AddServers&lt;Projects.ApiService&gt;("api", count: 2).WithReference(postgres).WaitFor(postgres);
    /// builder.AddServer&lt;Projects.Edge&gt;("edge").WithReference(api);
    /// </code>
    /// </example>
    public static ServerSet AddServers<TProject>(
        this IDistributedApplicationBuilder builder, string name, int count, int spares = 0, string icon = "Server")
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (count is < 1 or > MostServers)
        {
            throw new DistributedApplicationException(
                string.Create(CultureInfo.InvariantCulture, $"There can be 1 to {MostServers} servers '{name}', not {count}."));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(spares);

        if (builder.ExecutionContext.IsPublishMode)
            return new ServerSet(name, [builder.AddServer<TProject>(name).WithReplicas(count)], count);

        var group = builder.AddResourceGroup(name, icon);
        return new ServerSet(name, [.. Enumerable.Range(1, count + spares).Select(AddNumbered)], count);

        IResourceBuilder<ProjectResource> AddNumbered(int number)
        {
            var server = builder.AddServer<TProject>($"{name}-{number}").WithGroup(group).WithIconName(icon);
            return number <= count ? server : server.WithExplicitStart();
        }
    }

    /// <summary>Adds a project that does its work once and ends; it is not published.</summary>
    /// <typeparam name="TProject">The project.</typeparam>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>The job.</returns>
    /// <example>
    /// <code>
    /// var migrations = builder.AddJob&lt;Projects.Worker&gt;("migrations", "migrate").WithReference(postgres).WaitFor(postgres);
    /// </code>
    /// </example>
    public static IResourceBuilder<ProjectResource> AddJob<TProject>(
        this IDistributedApplicationBuilder builder, string name, params string[] arguments)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddRun<TProject>(name).WithArgs(arguments).ExcludeFromManifest();
    }

    /// <summary>Gives a service the addresses of all servers of a set, by the set's name.</summary>
    /// <typeparam name="T">The service's type.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="servers">The set.</param>
    /// <returns>The service.</returns>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, ServerSet servers)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(servers);
        foreach (var (index, server) in servers.Servers.Index())
        {
            builder.WithEnvironment(
                string.Create(CultureInfo.InvariantCulture, $"services__{servers.Name}__{EndpointName}__{index}"),
                server.GetEndpoint(EndpointName));
        }

        return builder;
    }

    /// <summary>Lets a resource start only when every server of a set is healthy.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="servers">The set.</param>
    /// <returns>The resource.</returns>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, ServerSet servers)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(servers);
        foreach (var server in servers.Servers.Take(servers.Started))
            builder.WaitFor(server);
        return builder;
    }

    // Endpoints are declared here instead of in a launch profile. The orchestrator does not pass on the environment's name.
    private static IResourceBuilder<ProjectResource> AddRun<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = builder.AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true);
        return builder.ExecutionContext.IsRunMode
            ? project
                .WithDirectStart()
                // Services speak http on loopback; without this the dashboard warns, in red, of a missing developer certificate.
                .WithoutHttpsCertificate()
                .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName)
                // The dashboard ends with the services: retrying an export to it would delay their stop by seconds.
                .WithEnvironment(context => context.EnvironmentVariables.Remove("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"))
            : project;
    }
}
