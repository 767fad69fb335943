using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

internal static class SettingsExtensions
{
    /// <summary>
    /// Passes sections of the configuration to a service: <c>--RateLimits:Enabled false</c> becomes <c>RateLimits__Enabled=false</c> in
    /// its environment.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSettings(
        this IResourceBuilder<ProjectResource> service, params ReadOnlySpan<string> sections)
    {
        foreach (var section in sections)
        {
            foreach (var (key, value) in service.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null) service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
            }
        }

        // A published service has no such file: there, a switch is an environment variable of a new revision.
        return service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment("LiveSettings", service.ApplicationBuilder.LiveSettings())
            : service;
    }

    /// <summary>
    /// Passes the section Site. In run mode the loopback names are hosts of the site too; a published service gets only what is
    /// configured.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSite(this IResourceBuilder<ProjectResource> service)
    {
        service.WithSettings("Site");
        return service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment(
                "Site__Hosts", $"{service.ApplicationBuilder.Configuration["Site:Hosts"]} localhost 127.0.0.1 [::1]".Trim())
            : service;
    }

    /// <summary>
    /// Passes the site's address with its port, which in run mode is not the usual one. A published service makes it of
    /// <c>Site:Hosts</c>.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithSiteAddress(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> edge) =>
        service.ApplicationBuilder is { ExecutionContext.IsRunMode: true } builder && builder.Configuration["Site:Address"] is null
            // By a callback: the service does not call the edge, so the graph has no arrow.
            ? service.WithEnvironment(context => context.EnvironmentVariables["Site__Address"] = edge.GetEndpoint("http"))
            : service;

    /// <summary>Passes the dashboard's address to a web server, so that in development an article's page links to its trace.</summary>
    public static IResourceBuilder<ProjectResource> WithDashboardAddress(this IResourceBuilder<ProjectResource> web) =>
        web.ApplicationBuilder is { ExecutionContext.IsRunMode: true } builder
            && builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { } dashboard
            ? web.WithEnvironment("Dashboard", dashboard)
            : web;

    /// <summary>Lets a tool read traces from the dashboard, by the key of its telemetry API. Without a dashboard there are none.</summary>
    public static IResourceBuilder<ProjectResource> WithTraces(this IResourceBuilder<ProjectResource> tool) =>
        // By a callback: Aspire generates the key when the application is built.
        tool.WithEnvironment(context =>
        {
            var configuration = tool.ApplicationBuilder.Configuration;
            if (configuration["AppHost:DashboardApiKey"] is not { Length: > 0 } key
                || configuration["ASPNETCORE_URLS"]?.Split(';') is not [.., var dashboard])
            {
                return;
            }

            context.EnvironmentVariables["Traces__Address"] = dashboard;
            context.EnvironmentVariables["Traces__Key"] = key;
        });

    /// <summary>
    /// The file with live settings: the AppHost's own settings file, so that a switch set there takes effect at once and again at the next
    /// start.
    /// </summary>
    public static string LiveSettings(this IDistributedApplicationBuilder builder) =>
        builder.Configuration["LiveSettings"] is { Length: > 0 } file
            ? Path.GetFullPath(file)
            : Path.Combine(builder.AppHostDirectory, "appsettings.json");
}
