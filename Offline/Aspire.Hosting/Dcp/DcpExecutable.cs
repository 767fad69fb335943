namespace Aspire.Hosting.Dcp;

internal sealed record DcpExecutableSpec(
    string ExecutablePath,
    string? WorkingDirectory,
    IReadOnlyList<string> Args,
    IReadOnlyList<DcpNameValue> Env,
    string ExecutionType = "Process");

internal sealed record DcpExecutableStatus
{
    public string? State { get; init; }
    public int? Pid { get; init; }
    public int? ExitCode { get; init; }
    public DateTime? StartupTimestamp { get; init; }
    public DateTime? FinishTimestamp { get; init; }
    public IReadOnlyList<DcpNameValue>? EffectiveEnv { get; init; }
}
