namespace Conduit.AppHost;

internal static class WorkerCommands
{
    /// <summary>Adds the worker's admin commands and passes it their key.</summary>
    public static IResourceBuilder<ProjectResource> WithJobCommands(
        this IResourceBuilder<ProjectResource> worker, IResourceBuilder<ParameterResource> key) => worker
        .WithEnvironment("Jobs__Key", key)
        .WithTableCommand("show-queue", "Show queue", "Jobs that wait, failed or became dead letters, in every database.", "/jobs", key)
        .WithActionCommand("pause-jobs", "Pause jobs", "Leases no more jobs; running jobs are finished.", "Pause", "/jobs/pause", key)
        .WithActionCommand("resume-jobs", "Resume jobs", "Leases jobs again.", "Play", "/jobs/resume", key)
        .WithActionCommand("replay-dead-jobs", "Replay dead jobs", "Queues dead letters again.", "ArrowClockwise", "/jobs/replay", key);
}
