using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>What DCP says of a process or container, in the words of resource states.</summary>
internal sealed record Reading(
    string? State,
    int? ExitCode,
    DateTime? Started,
    DateTime? Ended,
    ResourcePropertySnapshot? Identity,
    IReadOnlyList<DcpNameValue>? Environment)
{
    public static Reading Of(DcpExecutableStatus status) => new(
        status.State switch
        {
            null or "" => null,
            "Terminated" or "Unknown" => KnownResourceStates.Exited,
            var state => state,
        },
        status.ExitCode, status.StartupTimestamp, status.FinishTimestamp,
        status.Pid is { } pid ? new("executable.pid", pid) : null,
        status.EffectiveEnv);

    public static Reading Of(DcpContainerStatus status) => new(
        status.State switch
        {
            null or "" => null,
            "Pending" or "Building" => KnownResourceStates.Starting,
            var state => state,
        },
        status.ExitCode, status.StartupTimestamp, status.FinishTimestamp,
        status.ContainerId is { Length: > 0 } id ? new("container.id", id) : null,
        status.EffectiveEnv);

    public CustomResourceSnapshot ApplyTo(CustomResourceSnapshot snapshot)
    {
        var isRunning = State == KnownResourceStates.Running;
        var next = snapshot with
        {
            State = new ResourceStateSnapshot(State!, Style()),
            ExitCode = ExitCode,
            StartTimeStamp = Started?.ToUniversalTime() ?? snapshot.StartTimeStamp,
            StopTimeStamp = Ended?.ToUniversalTime(),
            Urls = [.. snapshot.Urls.Select(u => u with { IsInactive = !isRunning })],
            EnvironmentVariables = [.. snapshot.EnvironmentVariables.Select(v => v with { Value = InEffect(v.Name) ?? v.Value })],
        };
        next = Identity is null ? next : next.With(Identity);
        return ExitCode is null ? next : next.With(new ResourcePropertySnapshot("resource.exitCode", ExitCode));
    }

    // With the port in it for which the application had but a template.
    private string? InEffect(string variable) => Environment?.FirstOrDefault(e => e.Name == variable)?.Value;

    private string? Style() => State switch
    {
        "Running" => KnownResourceStateStyles.Success,
        "FailedToStart" => KnownResourceStateStyles.Error,
        "RuntimeUnhealthy" => KnownResourceStateStyles.Warn,
        "Finished" or "Exited" when ExitCode is not (null or 0) => KnownResourceStateStyles.Error,
        _ => null,
    };
}
