namespace Aspire.Hosting.Dcp;

internal sealed record DcpContainerSpec(string Image)
{
    public string? ContainerName { get; init; }
    public string? Command { get; init; }
    public IReadOnlyList<string> Args { get; init; } = [];
    public IReadOnlyList<DcpNameValue> Env { get; init; } = [];
    public IReadOnlyList<DcpContainerPort> Ports { get; init; } = [];
    public IReadOnlyList<DcpVolumeMount> VolumeMounts { get; init; } = [];
    public IReadOnlyList<DcpContainerNetworkLink> Networks { get; init; } = [];
    public IReadOnlyList<string> RunArgs { get; init; } = [];
}

internal sealed record DcpContainerPort(int ContainerPort, int? HostPort = null, string HostIP = "127.0.0.1", string Protocol = "TCP");

internal sealed record DcpVolumeMount(string Type, string? Source, string Target, bool ReadOnly);

internal sealed record DcpContainerNetworkLink(string Name, IReadOnlyList<string> Aliases);

internal sealed record DcpContainerStatus
{
    public string? State { get; init; }
    public string? ContainerId { get; init; }
    public int? ExitCode { get; init; }
    public DateTime? StartupTimestamp { get; init; }
    public DateTime? FinishTimestamp { get; init; }
    public IReadOnlyList<DcpNameValue>? EffectiveEnv { get; init; }
}

internal sealed record DcpContainerNetworkSpec(string NetworkName, bool Ipv6 = false);

internal sealed record DcpContainerNetworkStatus(string? State);
