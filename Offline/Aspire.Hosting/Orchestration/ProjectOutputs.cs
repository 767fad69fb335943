using System.Reflection;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where the build put each project's program; the AppHost's assembly carries it, so that no <c>dotnet run</c> has to ask MSBuild.</summary>
internal sealed class ProjectOutputs(Assembly? appHost)
{
    private readonly Dictionary<string, string> _outputs = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(a => a.Key.StartsWith(Prefix, StringComparison.Ordinal) && a.Value is not null)
        .GroupBy(a => a.Key[Prefix.Length..])
        .ToDictionary(g => g.Key, g => g.Last().Value!) ?? [];

    private const string Prefix = "projectoutput:";

    /// <summary>Debug or Release, as the AppHost and all that it starts were built.</summary>
    public string? Configuration { get; } = appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;

    public string? Find(string projectPath) => _outputs.TryGetValue(projectPath, out var output) && File.Exists(output) ? output : null;
}
