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
/// What whoever runs the edge can tell it and ask it, with the key of the setting <c>Edge:Key</c> (AppHost draws one) as the header <see cref="OperatorKey.Header"/>. Without that
/// setting there is nothing here.
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

    private static string Purge(StoredAnswers answers, string? tag)
    {
        var purged = tag is { Length: > 0 } ? answers.Purge(tag) : answers.Purge();
        return string.Create(CultureInfo.InvariantCulture, $"{purged} {(purged == 1 ? "answer is" : "answers are")} forgotten.");
    }

    // Markdown, which the dashboard shows as it is meant.
    private static string Servers(IProxyStateLookup proxy, DestinationStatisticsTable records, Servers servers)
    {
        var clusters = proxy.GetClusters().OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal).ToList();
        var policies = clusters.Select(cluster => BalancingPolicies.NameOf(cluster.Model.Config)).Distinct();
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"Picked by {string.Join(", ", policies)}.").AppendLine()
            .AppendLine("| server | address | state | in flight | served | failed | p50 ms |").AppendLine("| --- | --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var cluster in clusters)
        {
            foreach (var server in cluster.Destinations.Values.OrderBy(server => servers.NameOf(cluster.ClusterId, server.Model.Config.Address), StringComparer.Ordinal))
            {
                var record = records.Of(server);
                table.AppendLine(CultureInfo.InvariantCulture, $"| {servers.NameOf(cluster.ClusterId, server.Model.Config.Address)} | {server.Model.Config.Address} | {StateOf(server)} | {server.ConcurrentRequestCount} | {record.Answered} | {record.Failed} | {record.Median:0.0} |");
            }
        }

        return table.ToString();
    }

    private static string StateOf(DestinationState server) => server.Health.Active switch
    {
        DestinationHealth.Healthy => "takes requests",
        DestinationHealth.Unhealthy => "out",
        _ => "not yet known",
    };
}
