using System.Globalization;
using Conduit.Freshness;

namespace Conduit.MediaService.Purging;

/// <summary>
/// Tells the caches in front what a response depends on, and drops it from them when a picture is deleted: a write of the picture's tag in
/// the log of database <c>media</c>, which all edges follow. Without Redis there is no such cache.
/// </summary>
internal sealed class PurgeLog(WriteCoordinator? writes = null, FreshnessLog? log = null, FreshnessFollower? follower = null)
{
    /// <summary>The database in the log.</summary>
    public const string Database = "media";

    private readonly FollowedDatabase? _followed = follower?.FollowLog(Database);

    /// <summary>
    /// What a response depends on that is made from here on; null when that cannot be said, so that no cache in front may store it.
    /// </summary>
    public Dependency? DependencyOf(long picture) =>
        _followed?.CurrentMirror is { } mirror ? new(Database, mirror.Epoch, mirror.Sequence, [TagOf(picture)]) : null;

    /// <summary>
    /// Drops a picture's responses from all caches; it must have been deleted before. False when Redis does not answer: then the caches
    /// that still have it serve it, until this was repeated.
    /// </summary>
    public async Task<bool> TryPurgeAsync(long picture)
    {
        if (writes is null || log is null) return true;
        if ((await writes.BeginAsync(Database, TagSlots.Of([TagOf(picture)]))).Write is not { } write) return false;
        // No replica is read by this log, so the LSN of the commit does not matter.
        await log.EndAsync(write, commitLsn: 0);
        return true;
    }

    private static string TagOf(long picture) => string.Create(CultureInfo.InvariantCulture, $"media:{picture}");
}

internal static class PurgingExtensions
{
    public static void AddPurging(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PurgeLog>();
        // Alone, without the rest of the application, the service has no cache in front of it.
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("freshness"))) return;
        builder.AddFreshness();
        builder.AddFreshnessFollower();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<LogEpochService>(services, PurgeLog.Database));
    }
}
