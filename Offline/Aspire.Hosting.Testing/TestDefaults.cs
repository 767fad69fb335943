using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Testing;

internal static class TestDefaults
{
    /// <summary>Applications under test run beside each other: behind the orchestrator's proxies any port will do.</summary>
    public static void AddTestDefaults(this IConfigurationBuilder configuration) =>
        configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DcpPublisher:RandomizePorts"] = "true" });
}
