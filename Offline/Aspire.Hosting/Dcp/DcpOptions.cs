using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dcp;

/// <summary>Where the orchestrator and the dashboard are on this machine.</summary>
internal sealed record DcpOptions(string? CliPath, string? DashboardPath, bool RandomizePorts)
{
    // In rising priority: what the build wrote into the AppHost, environment, configuration.
    public static DcpOptions From(IConfiguration configuration, Assembly? appHost)
    {
        var folder = configuration["ASPIRE_DCP_PATH"];
        return new(
            configuration["DcpPublisher:CliPath"]
                ?? (string.IsNullOrEmpty(folder) ? Metadata(appHost, "dcpclipath") : Path.Combine(folder, OperatingSystem.IsWindows() ? "dcp.exe" : "dcp")),
            configuration["DcpPublisher:DashboardPath"]
                ?? (configuration["ASPIRE_DASHBOARD_PATH"] is { Length: > 0 } dashboard ? dashboard : Metadata(appHost, "aspiredashboardpath")),
            configuration.GetValue("DcpPublisher:RandomizePorts", false));
    }

    public string RequireCli() => Require(CliPath, "orchestrator (dcp)", "ASPIRE_DCP_PATH");

    public string RequireDashboard() => Require(DashboardPath, "dashboard (aspire-managed)", "ASPIRE_DASHBOARD_PATH");

    private static string Require(string? path, string what, string setting) => File.Exists(path)
        ? path
        : throw new DistributedApplicationException(
            $"Aspire's {what} is not {(string.IsNullOrEmpty(path) ? "known" : $"at {path}")}: run ./run.sh --prepare once, or set {setting}.");

    private static string? Metadata(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .LastOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
