using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

/// <summary>The size and shape of the application, from appsettings, environment or command line.</summary>
/// <param name="Shards">Number of Postgres shards.</param>
/// <param name="ApiServers">Number of API servers.</param>
/// <param name="WebServers">Number of web servers.</param>
/// <param name="SpareServers">Number of further servers of each kind that can be started by hand.</param>
/// <param name="SitePort">The site's port; 0 for any free one (then null).</param>
/// <param name="Seed">The sample data for empty databases.</param>
/// <param name="LabPort">The port of the system map; 0 for any free one (then null), as when the site's port is.</param>
/// <param name="Benchmark">The command line of the resource benchmark.</param>
internal sealed record Settings(
    int Shards,
    int ApiServers,
    int WebServers,
    int SpareServers,
    int? SitePort,
    SeedSettings Seed,
    int? LabPort,
    string[] Benchmark)
{
    /// <exception cref="DistributedApplicationException">A value is invalid; the message names the setting and what it should
    /// be.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        RejectRenamed(configuration, "Stamps:MaxMemory", "Freshness:MaxMemory");
        RejectRenamed(configuration, "Lab", "Benchmark");
        var sitePort = Number(configuration, "Site:Port", defaultValue: 5080, from: 0, to: 65535);
        // An AppHost on any free port may run beside another one.
        var labPort = Number(configuration, "Lab:Port", defaultValue: sitePort == 0 ? 0 : 5090, from: 0, to: 65535);
        return new(
            Shards: Number(configuration, "Shards", defaultValue: 2, from: 1, to: 8),
            ApiServers: Number(configuration, "ApiServers", defaultValue: 2, from: 1, to: 64),
            WebServers: Number(configuration, "WebServers", defaultValue: 1, from: 1, to: 64),
            SpareServers: Number(configuration, "SpareServers", defaultValue: 1, from: 0, to: 16),
            SitePort: sitePort > 0 ? sitePort : null,
            Seed: SeedSettings.Read(configuration),
            LabPort: labPort > 0 ? labPort : null,
            Benchmark: (configuration["Benchmark"] ?? "api").Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    internal static int Number(IConfiguration configuration, string name, int defaultValue, int from, int to)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return defaultValue;

        return int.TryParse(text, out var number) && number >= from && number <= to
            ? number
            : throw new DistributedApplicationException($"{name}={text} cannot be used: set it to a whole number from {from} to {to}.");
    }

    internal static bool Switch(IConfiguration configuration, string name, bool defaultValue)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return defaultValue;

        return bool.TryParse(text, out var on)
            ? on
            : throw new DistributedApplicationException($"{name}={text} cannot be used: set it to true or false.");
    }

    // Without this error, a setting under its old name would be ignored silently and the default would apply.
    private static void RejectRenamed(IConfiguration configuration, string name, string newName)
    {
        if (configuration[name] is { Length: > 0 } text)
            throw new DistributedApplicationException($"{name}={text} has no effect: the setting is {newName} now.");
    }
}
