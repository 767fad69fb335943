using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>Kills primaries of an application.</summary>
internal static class KilledPrimary
{
    /// <summary>Waits until the shard's replica may take its primary's place.</summary>
    public static Task CompleteAsync(this ConduitApplication application, string shard) => Eventually.TrueAsync(
        async () => await ClusterApplication.IsCompleteAsync(application.App, await application.ResourceAsync($"{shard}-replica")),
        "the replica may be promoted",
        seconds: 60);

    /// <summary>Kills the shard's primary, and returns when the other node is the primary.</summary>
    public static async Task KillPrimaryAsync(this ConduitApplication application, string shard)
    {
        await application.CompleteAsync(shard);
        var former = await application.ResourceAsync(shard);
        await ClusterApplication.SignalAsync(application.DataFolder, former, "KILL");
        await Eventually.TrueAsync(
            async () => await application.ResourceAsync(shard) != former, "the other node is the primary", seconds: 60);
    }
}
