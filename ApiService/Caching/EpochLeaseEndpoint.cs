using Conduit.Data;
using Conduit.Freshness;

namespace Conduit.ApiService.Caching;

/// <summary>
/// Lends what this server knows of the databases' epochs to the edge, which has none: not below <c>/api</c>, so the edge leads nobody
/// there.
/// </summary>
internal static class EpochEndpoint
{
    public static void MapEpochLeases(this WebApplication app) => app.MapGet(EpochLease.Path, (Databases databases) => databases.GetEpochLeases()).ExcludeFromDescription();
}
