using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard listens and with what keys, from the names that Aspire has for them.</summary>
internal sealed record DashboardOptions
{
    public const string OtlpGrpcKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttpKey = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    public const string ResourceServiceUrlKey = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";

    public required string ApplicationName { get; init; }
    public required bool IsEnabled { get; init; }
    public required IReadOnlyList<Uri> FrontendUrls { get; init; }
    public required Uri? OtlpGrpcUrl { get; init; }
    public required Uri? OtlpHttpUrl { get; init; }
    public required int? ResourceServicePort { get; init; }
    public required string? BrowserToken { get; init; }
    public required string OtlpKey { get; init; }
    public required string ApiKey { get; init; }
    public required string ResourceServiceKey { get; init; }
    public required string? LaunchProfile { get; init; }

    public static DashboardOptions From(IConfiguration configuration, DcpOptions dcp, bool isEnabled)
    {
        // Tests run beside each other and have no ports of their own.
        Uri? At(string key) => !dcp.RandomizePorts && configuration[key] is { Length: > 0 } url ? Parse(url, key) : null;
        var urls = dcp.RandomizePorts ? null : configuration["ASPNETCORE_URLS"];
        return new()
        {
            ApplicationName = configuration["AppHost:DashboardApplicationName"] ?? "Aspire",
            IsEnabled = isEnabled,
            FrontendUrls = [.. (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(url => Parse(url, "applicationUrl"))],
            OtlpGrpcUrl = At(OtlpGrpcKey),
            OtlpHttpUrl = At(OtlpHttpKey),
            ResourceServicePort = At(ResourceServiceUrlKey)?.Port,
            BrowserToken = configuration["AppHost:BrowserToken"],
            OtlpKey = configuration["AppHost:OtlpApiKey"] ?? "",
            ApiKey = configuration["AppHost:DashboardApiKey"] ?? "",
            ResourceServiceKey = configuration["AppHost:ResourceService:ApiKey"] ?? "",
            LaunchProfile = configuration["DOTNET_LAUNCH_PROFILE"],
        };
    }

    private static Uri Parse(string url, string setting) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri
        : throw new DistributedApplicationException($"'{url}' is no address: correct {setting} in the launch profile.");
}
