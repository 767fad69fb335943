namespace Conduit.Lab.Api;

/// <summary>The options of <c>lab api</c>.</summary>
internal sealed record ApiOptions(
    Uri Target,
    bool WithBaseline,
    IReadOnlyList<Scenario> Scenarios,
    double Seconds,
    int WarmUpSeconds,
    int Rounds,
    int Connections,
    double? Rate,
    int Users,
    int Articles,
    DirectoryInfo Out)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(WarmUpSeconds);
}
