using System.Globalization;
using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>What a pod may take, and how many there are. Starting points: what your load needs is seen in the metrics.</summary>
internal static class Sizes
{
    // The most servers of a kind in production. A kind that is not named here has two, so that one may go.
    private static readonly Dictionary<string, int> Most = new() { ["api"] = 8, ["web"] = 8, ["edge"] = 4 };

    private const int Fewest = 2;

    /// <summary>The number of servers of a kind in production.</summary>
    /// <exception cref="DistributedApplicationException">More are configured than there may be.</exception>
    public static (int Fewest, int Most) Servers(PublishedService service)
    {
        var most = Most.GetValueOrDefault(service.Name, Fewest);
        return service.Replicas <= most
            ? (Math.Max(Fewest, service.Replicas), most)
            : throw new DistributedApplicationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{service.Replicas} servers '{service.Name}' are more than the {most} that production may have: publish with fewer."));
    }

    /// <summary>The resources of a server, small or for production. No limit of processors: it would add pauses.</summary>
    public static YamlMap Server(bool isProduction) =>
        isProduction ? Resources("500m", "512Mi", "1Gi") : Resources("50m", "192Mi", "512Mi");

    /// <summary>The resources of a node of Postgres.</summary>
    public static YamlMap Database(bool isProduction) =>
        isProduction ? Resources("1", "2Gi", "4Gi") : Resources("100m", "256Mi", "1Gi");

    /// <summary>The resources of a Redis server.</summary>
    public static YamlMap Cache(PublishedContainer cache)
    {
        var memory = string.Create(CultureInfo.InvariantCulture, $"{cache.Cache!.Megabytes}Mi");
        return Resources("50m", memory, memory);
    }

    private static YamlMap Resources(string processors, string memory, string mostMemory) => new()
    {
        { "requests", new YamlMap { { "cpu", processors }, { "memory", memory } } },
        { "limits", new YamlMap { { "memory", mostMemory } } },
    };
}
