namespace Conduit.AppHost;

internal static class WorkerCommands
{
    /// <summary>Adds the worker's commands, and gives it the key.</summary>
    public static IResourceBuilder<ProjectResource> WithJobCommands(this IResourceBuilder<ProjectResource> worker, IResourceBuilder<ParameterResource> key) => worker
        .WithEnvironment("Jobs__Key", key)
        .WithTable("show-queue", "Show queue", "What waits, what failed and what was given up, in every database.", "/jobs", "The queue is shown.", key)
        .WithOrder("pause-jobs", "Pause jobs", "Takes no more jobs until resumed or restarted; what is begun is finished.", "Pause", "/jobs/pause", key)
        .WithOrder("resume-jobs", "Resume jobs", "Takes jobs again.", "Play", "/jobs/resume", key)
        .WithOrder("replay-dead-jobs", "Replay dead jobs", "Tries once more what was given up after too many failures.", "ArrowClockwise", "/jobs/replay", key);
}
