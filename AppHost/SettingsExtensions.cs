using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

internal static class SettingsExtensions
{
    /// <summary>Hands on to a server what is set in sections of its own: <c>--RateLimits:Enabled false</c> becomes <c>RateLimits__Enabled=false</c> in its environment.</summary>
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> server, params ReadOnlySpan<string> sections)
    {
        foreach (var section in sections)
        {
            foreach (var (key, value) in server.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null) server.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
            }
        }

        // In a published picture there is no such file: there a switch is a setting of the app, and a new revision.
        return server.ApplicationBuilder.ExecutionContext.IsRunMode ? server.WithEnvironment("LiveSettings", LiveSettings(server.ApplicationBuilder)) : server;
    }

    // What counts at the next start counts at once, as far as it is a switch.
    private static string LiveSettings(IDistributedApplicationBuilder builder) =>
        builder.Configuration["LiveSettings"] is { Length: > 0 } file ? Path.GetFullPath(file) : Path.Combine(builder.AppHostDirectory, "appsettings.json");
}
