namespace Conduit.Lab.Api;

/// <summary>What is measured, how long, and where the results go.</summary>
internal sealed record ApiOptions(
    Uri Target, bool WithBaseline, IReadOnlyList<Scenario> Scenarios, double Seconds, int WarmUpSeconds, int Rounds, int Connections, double? Rate, int Users, int Articles, DirectoryInfo Out)
{
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    public TimeSpan WarmUp => TimeSpan.FromSeconds(WarmUpSeconds);
}
