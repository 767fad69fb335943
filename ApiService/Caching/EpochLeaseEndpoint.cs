using Conduit.Data;
using Conduit.Freshness;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Returns this server's leases of the databases' epochs to the edge, which has no database connection. The path is not below <c>/api</c>,
/// so the edge does not route clients to it.
/// </summary>
internal static class EpochEndpoint
{
    public static void MapEpochLeases(this WebApplication app) =>
        app.MapGet(EpochLease.Path, (Databases databases) => databases.GetEpochLeases()).ExcludeFromDescription().DisableHttpMetrics();
}
