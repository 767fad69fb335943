using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The settings that every AppHost has, under the names that Aspire gives them.</summary>
internal static class HostConfiguration
{
    // What --operation and its like are called in configuration.
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--operation"] = "AppHost:Operation",
        ["--publisher"] = "Publishing:Publisher",
        ["--output-path"] = "Publishing:OutputPath",
    };

    public static string FindProjectDirectory(DistributedApplicationOptions options, Assembly? appHost) =>
        options.ProjectDirectory ?? Metadata(appHost, "apphostprojectpath") ?? Directory.GetCurrentDirectory();

    public static void Add(
        ConfigurationManager configuration,
        IHostEnvironment environment,
        DistributedApplicationOptions options,
        string directory,
        Assembly? appHost)
    {
        if (options.Args is { Length: > 0 } args)
        {
            configuration.AddCommandLine(args, Switches);
        }

        var name = options.DashboardApplicationName ?? Metadata(appHost, "apphostprojectname") ?? environment.ApplicationName;
        name = name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name;
        var path = Path.Join(directory, name);
        var values = new Dictionary<string, string?>
        {
            ["AppHost:Directory"] = directory,
            ["AppHost:Path"] = path,
            ["AppHost:DashboardApplicationName"] = options.DashboardApplicationName ?? name,
            ["AppHost:Sha256"] = Hash(path),
            ["AppHost:PathSha256"] = Hash(path),
            ["AppHost:ProjectNameSha256"] = Hash(name),
        };
        if (options.AllowUnsecuredTransport)
        {
            values["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        }

        if (!configuration.GetValue("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", false))
        {
            values["AppHost:BrowserToken"] =
                Given(configuration, "AppHost:BrowserToken", "ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN", "DOTNET_DASHBOARD_FRONTEND_BROWSERTOKEN");
        }

        values["AppHost:OtlpApiKey"] = Given(configuration, "AppHost:OtlpApiKey");
        values["AppHost:DashboardApiKey"] = Given(configuration, "AppHost:DashboardApiKey");
        values["AppHost:ResourceService:AuthMode"] = "ApiKey";
        values["AppHost:ResourceService:ApiKey"] =
            Given(configuration, "AppHost:ResourceService:ApiKey", "ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY");
        configuration.AddInMemoryCollection(values);
    }

    public static DistributedApplicationOperation ReadOperation(IConfiguration configuration)
    {
        if (configuration["AppHost:Operation"] is { Length: > 0 } operation)
        {
            return Enum.TryParse<DistributedApplicationOperation>(operation, ignoreCase: true, out var known)
                ? known
                : throw new DistributedApplicationException($"'--operation {operation}' is not known: it is run or publish.");
        }

        return string.IsNullOrEmpty(configuration["Publishing:Publisher"])
            ? DistributedApplicationOperation.Run
            : DistributedApplicationOperation.Publish;
    }

    private static string Given(ConfigurationManager configuration, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (configuration[key] is { Length: > 0 } value)
            {
                return value;
            }
        }

        return RandomNumberGenerator.GetHexString(32, lowercase: true);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Metadata(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .LastOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
