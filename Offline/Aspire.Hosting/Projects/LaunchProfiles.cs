using System.Text.Json;

namespace Aspire.Hosting;

/// <summary>Finds the launch profile that a project starts with.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static (string Name, LaunchProfile Profile)? Choose(IProjectMetadata project, ProjectResourceOptions options, string? appHostsOwn)
    {
        if (options.ExcludeLaunchProfile || (project.LaunchSettings ?? Read(project.ProjectPath)) is not { Profiles: var profiles })
            return null;

        if (options.LaunchProfileName is { } asked)
        {
            return profiles.TryGetValue(asked, out var profile)
                ? (asked, profile)
                : throw new DistributedApplicationException($"The project {project.ProjectPath} has no launch profile '{asked}'.");
        }

        if (appHostsOwn is not null && profiles.TryGetValue(appHostsOwn, out var own))
            return (appHostsOwn, own);

        return profiles.Where(p => p.Value.CommandName == "Project").Select(p => ((string, LaunchProfile)?)(p.Key, p.Value)).FirstOrDefault();
    }

    private static LaunchSettings? Read(string projectPath)
    {
        var path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(path), Options) : null;
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"The launch settings {path} are not valid: {e.Message}", e);
        }
    }
}
