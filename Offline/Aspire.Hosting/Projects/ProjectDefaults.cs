using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What every project gets: telemetry, its addresses, and what its launch profile says.</summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> WithDefaults(
        this IResourceBuilder<ProjectResource> builder, (string Name, LaunchProfile Profile)? launch)
    {
        builder.WithOtlpExporter();
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.WithRunDefaults(launch) : builder.WithPublishDefaults(launch);
    }

    private static IResourceBuilder<ProjectResource> WithRunDefaults(
        this IResourceBuilder<ProjectResource> builder, (string Name, LaunchProfile Profile)? launch)
    {
        builder.WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", "simple")
            .WithEnvironment("DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION", "true")
            .WithEnvironment(context => SetUrls(builder.Resource, context));

        if (launch is not var (name, profile))
            return builder;

        builder.WithAnnotation(new LaunchProfileAnnotation(name));
        AddEndpoints(builder, profile);
        return builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", name);
            foreach (var (variable, value) in profile.EnvironmentVariables)
                context.EnvironmentVariables.TryAdd(variable, Environment.ExpandEnvironmentVariables(value));
        });
    }

    private static IResourceBuilder<ProjectResource> WithPublishDefaults(
        this IResourceBuilder<ProjectResource> builder, (string Name, LaunchProfile Profile)? launch)
    {
        builder.WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")
            .WithEnvironment(context =>
            {
                SetPorts(builder.Resource, context, "HTTP_PORTS", "http");
                SetPorts(builder.Resource, context, "HTTPS_PORTS", "https");
            });

        // A web project gets both; where it is deployed, something in front of it speaks https.
        if (launch?.Profile.ApplicationUrl is not null)
        {
            builder.WithEndpoint("http", e => e.UriScheme = "http");
            builder.WithEndpoint("https", e => (e.UriScheme, e.IsDefaultHttps) = ("https", true));
        }

        return builder;
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> builder, LaunchProfile profile)
    {
        var urls = profile.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var scheme in urls.Select(url => new Uri(url)).GroupBy(url => url.Scheme))
        {
            foreach (var (i, url) in scheme.Index())
            {
                builder.WithEndpoint(scheme.Key + (i == 0 ? "" : $"{i + 1}"), e =>
                {
                    e.UriScheme = url.Scheme;
                    e.Port = url.Port;
                    e.TargetHost = url.Host;
                });
            }
        }
    }

    private static void SetUrls(ProjectResource project, EnvironmentCallbackContext context)
    {
        if (context.EnvironmentVariables.ContainsKey("ASPNETCORE_URLS"))
            return;

        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in HttpEndpoints(project))
        {
            if (!urls.IsEmpty)
                urls.AppendLiteral(";");
            if (endpoint.IsHttps)
                context.EnvironmentVariables.TryAdd("ASPNETCORE_HTTPS_PORT", endpoint.Property(EndpointProperty.Port));

            var host = endpoint.EndpointAnnotation.TargetHost;
            urls.Append($"{endpoint.Property(EndpointProperty.Scheme)}://{host}:{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        if (!urls.IsEmpty)
            context.EnvironmentVariables["ASPNETCORE_URLS"] = urls.Build();
    }

    private static void SetPorts(ProjectResource project, EnvironmentCallbackContext context, string variable, string scheme)
    {
        var ports = new ReferenceExpressionBuilder();
        foreach (var endpoint in HttpEndpoints(project).Where(e => e.Scheme == scheme && !e.EndpointAnnotation.IsDefaultHttps))
        {
            if (!ports.IsEmpty)
                ports.AppendLiteral(";");
            ports.Append($"{endpoint.Property(EndpointProperty.TargetPort)}");
        }

        if (!ports.IsEmpty)
            context.EnvironmentVariables.TryAdd(variable, ports.Build());
    }

    private static IEnumerable<EndpointReference> HttpEndpoints(ProjectResource project) => project.GetEndpoints()
        .Where(e => e is { Scheme: "http" or "https", EndpointAnnotation.TargetPortEnvironmentVariable: null });
}
