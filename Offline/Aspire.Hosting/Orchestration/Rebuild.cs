using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The command that stops a project, builds it from its source, and starts it again: all its replicas at once, and every other resource of the
/// same project, for its output is replaced beneath them all.
/// </summary>
internal sealed class Rebuild(ProjectResource project)
{
    // Builds share the outputs of what they reference.
    private static readonly SemaphoreSlim OneBuild = new(1);

    private readonly Lock _lock = new();
    private Task<ExecuteCommandResult>? _running;

    /// <summary>Called for each replica, but one build serves them all.</summary>
    public Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        lock (_lock)
        {
            return _running = _running is { IsCompleted: false } running ? running : Task.Run(() => RunAsync(context.Services));
        }
    }

    public static ResourceCommandState State(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text is { } state && KnownResourceStates.BuildableStates.Contains(state)
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled;

    private async Task<ExecuteCommandResult> RunAsync(IServiceProvider services)
    {
        await OneBuild.WaitAsync();
        try
        {
            return await BuildAnewAsync(services);
        }
        finally
        {
            OneBuild.Release();
        }
    }

    private async Task<ExecuteCommandResult> BuildAnewAsync(IServiceProvider services)
    {
        var orchestrator = services.GetRequiredService<Orchestrator>();
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var log = services.GetRequiredService<ResourceLoggerService>().GetLogger(project);

        // One that waits for others has no process yet, and will find what was built meanwhile.
        var path = PathOf(project);
        var formerly = services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>()
            .Where(other => PathOf(other) == path)
            .SelectMany(other => other.GetInstances().Select(i => (Resource: other, Instance: i)))
            .Select(i => (i.Resource, i.Instance, State: notifications.TryGetCurrentState(i.Instance.Name, out var now) ? now.Snapshot : null))
            .Where(f => f.State?.IsWaiting() != true).ToList();
        await Task.WhenAll(formerly.Select(f => orchestrator.StopInstanceAsync(f.Instance.Name, CancellationToken.None)));
        await ShowAsync(_ => new(KnownResourceStates.Building, KnownResourceStateStyles.Info));
        try
        {
            if (await orchestrator.BuildAsync(project, log) is { } reason)
            {
                await ShowAsync(_ => new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error));
                return CommandResults.Failure($"{project.Name} could not be built: {reason}");
            }
        }
        catch
        {
            await ShowAsync(_ => new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error));
            throw;
        }

        await ShowAsync(before => before?.IsRunning() == true ? KnownResourceStates.Starting : before?.State);
        await Task.WhenAll(formerly.Where(f => f.State?.IsRunning() == true).GroupBy(f => f.Resource, f => f.Instance)
            .Select(running => orchestrator.StartAsync(running.Key, [.. running])));
        return CommandResults.Success();

        Task ShowAsync(Func<CustomResourceSnapshot?, ResourceStateSnapshot?> state) => Task.WhenAll(formerly.Select(f =>
            notifications.PublishUpdateAsync(f.Resource, f.Instance.Name, s => s with { State = state(f.State) })));
    }

    private static string PathOf(ProjectResource project) => project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath;
}
