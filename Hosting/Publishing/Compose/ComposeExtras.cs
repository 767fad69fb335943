using Conduit.Hosting.Publishing.Yaml;
using Conduit.Hosting.Setup;
using Conduit.Hosting.Storage;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>What runs on one machine beside the model: the emulator of object storage and Aspire's dashboard.</summary>
internal static class ComposeExtras
{
    public const string DashboardName = "dashboard";
    public const string DashboardToken = "dashboard-token";
    public const string TelemetryKey = "telemetry-key";
    private const int StoragePort = 10000;
    private const int DashboardPort = 18888;
    private const int TelemetryPort = 18889;

    public static string KeyOf(string storage) => $"{storage}-key";

    public static string StorageAddress(string storage) => $"http://{storage}:{StoragePort}";

    public static IEnumerable<KeyValuePair<string, object>> Telemetry(string service) =>
    [
        new("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{DashboardName}:{TelemetryPort}"),
        new("OTEL_EXPORTER_OTLP_HEADERS", $"x-otlp-api-key={ComposeValues.Required(TelemetryKey)}"),
        new("OTEL_SERVICE_NAME", service),
    ];

    public static YamlMap Storage(string name) => new()
    {
        { "image", $"mcr.microsoft.com/azure-storage/azurite:{ContainerImages.AzuriteTag}" },
        { "command", YamlMap.List(["azurite-blob", "--location", "/data", "--blobHost", "0.0.0.0", .. AzuriteAccount.Options]) },
        {
            "environment",
            new YamlMap { { AzuriteAccount.Variable, $"{AzuriteAccount.Name}:{ComposeValues.Required(KeyOf(name))}" } }
        },
        { "networks", new[] { name } },
        { "restart", "unless-stopped" },
        { "volumes", new[] { $"{name}-data:/data" } },
        { "healthcheck", ComposeHealth.Of(["nc", "-z", "127.0.0.1", "10000"], startPeriod: "30s") },
        { "deploy", ComposeHealth.Limits("1", "512m")["deploy"] },
    };

    // Its page is for who may reach the machine itself.
    public static YamlMap Dashboard => new()
    {
        { "image", $"mcr.microsoft.com/dotnet/aspire-dashboard:{ContainerImages.DashboardTag}" },
        {
            "environment", new YamlMap
            {
                { "DASHBOARD__FRONTEND__AUTHMODE", "BrowserToken" },
                { "DASHBOARD__FRONTEND__BROWSERTOKEN", ComposeValues.Required(DashboardToken) },
                { "DASHBOARD__OTLP__AUTHMODE", "ApiKey" },
                { "DASHBOARD__OTLP__PRIMARYAPIKEY", ComposeValues.Required(TelemetryKey) },
            }
        },
        { "ports", new[] { $"127.0.0.1:${{DASHBOARD_PORT:-{DashboardPort}}}:{DashboardPort}" } },
        { "networks", new[] { ComposeNetworks.Public, ComposeNetworks.Telemetry } },
        { "restart", "unless-stopped" },
        { "deploy", ComposeHealth.Limits("1", "1g")["deploy"] },
    };
}
