using System.Globalization;
using System.Text;
using Conduit.Edge.Balancing;
using Conduit.Edge.Caching;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Admin;

/// <summary>
/// Admin endpoints of the edge, protected by the operator key of the setting <c>Edge:Key</c> (AppHost generates one) in the header
/// <see cref="OperatorKey.Header"/>. Without that setting they do not exist.
/// </summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Key is not { Length: > 0 } key) return;
        var edge = app.MapGroup("/edge").RequireKey(key);
        edge.MapGet("/servers", Servers);
        edge.MapPost("/purge", Purge);
    }

    private static string Purge(EdgeCaches caches, string? tag)
    {
        var purged = caches.Purge(tag);
        return string.Create(CultureInfo.InvariantCulture, $"{purged} cached {(purged == 1 ? "response" : "responses")} purged.");
    }

    // Markdown, which the dashboard renders.
    private static string Servers(IProxyStateLookup proxy, DestinationStatisticsTable statistics, Servers servers)
    {
        var clusters = proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal).ToList();
        var policies = clusters.Select(cluster => BalancingPolicies.NameOf(cluster.Model.Config)).Distinct();
        var table = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"Load-balancing policy: {string.Join(", ", policies)}.")
            .AppendLine()
            .AppendLine("| server | address | state | in flight | served | failed | p50 ms |")
            .AppendLine("| --- | --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var cluster in clusters)
        {
            var rows = cluster.Destinations.Values
                .Select(server => (Name: servers.NameOf(cluster.ClusterId, server.Model.Config.Address), Server: server))
                .OrderBy(row => row.Name, StringComparer.Ordinal);
            foreach (var (name, server) in rows) AppendRow(table, name, server, statistics.Of(server));
        }

        return table.ToString();
    }

    private static void AppendRow(StringBuilder table, string name, DestinationState server, DestinationStatistics statistics) =>
        table
            .Append(CultureInfo.InvariantCulture, $"| {name} | {server.Model.Config.Address} | {StateOf(server)} ")
            .Append(CultureInfo.InvariantCulture, $"| {server.ConcurrentRequestCount} | {statistics.Completed} | {statistics.Failed} ")
            .AppendLine(CultureInfo.InvariantCulture, $"| {statistics.Median:0.0} |");

    private static string StateOf(DestinationState server) => server.Health.Active switch
    {
        DestinationHealth.Healthy => "healthy",
        DestinationHealth.Unhealthy => "unhealthy",
        _ => "unknown",
    };
}
