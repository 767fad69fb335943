using Microsoft.Extensions.Configuration;

namespace Conduit.AppHost;

/// <summary>What of the picture configuration decides: appsettings, environment or command line.</summary>
/// <param name="Shards">How many shards the data has.</param>
/// <param name="ApiServers">How many API servers run.</param>
/// <param name="WebServers">How many web servers run.</param>
/// <param name="SpareServers">How many more of each stand ready to be started.</param>
/// <param name="SitePort">The site's own port; null: any free one (the setting is 0).</param>
/// <param name="Seed">What empty databases are filled with.</param>
/// <param name="Lab">What the lab is told to do when it is started.</param>
internal sealed record Settings(int Shards, int ApiServers, int WebServers, int SpareServers, int? SitePort, SeedSettings Seed, string[] Lab)
{
    /// <summary>Reads them; one that cannot be used stops the AppHost with one line.</summary>
    public static Settings Read(IConfiguration configuration) => new(
        Shards: Number(configuration, "Shards", usual: 2, from: 1, to: 8),
        ApiServers: Number(configuration, "ApiServers", usual: 2, from: 1, to: 64),
        WebServers: Number(configuration, "WebServers", usual: 1, from: 1, to: 64),
        SpareServers: Number(configuration, "SpareServers", usual: 1, from: 0, to: 16),
        SitePort: Number(configuration, "Site:Port", usual: 5080, from: 0, to: 65535) is var port and > 0 ? port : null,
        Seed: SeedSettings.Read(configuration),
        Lab: (configuration["Lab"] ?? "api").Split(' ', StringSplitOptions.RemoveEmptyEntries));

    internal static int Number(IConfiguration configuration, string name, int usual, int from, int to)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return usual;

        return int.TryParse(text, out var number) && number >= from && number <= to
            ? number
            : throw new DistributedApplicationException($"{name}={text} cannot be used: set it to a whole number from {from} to {to}.");
    }

    internal static bool Switch(IConfiguration configuration, string name, bool usual)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return usual;

        return bool.TryParse(text, out var on)
            ? on
            : throw new DistributedApplicationException($"{name}={text} cannot be used: set it to true or false.");
    }
}
