namespace Aspire.Hosting;

/// <summary>How a project becomes a resource.</summary>
public class ProjectResourceOptions
{
    /// <summary>The launch profile to use instead of the AppHost's own or the first.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Whether launch profiles are left out.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    /// <summary>Whether addresses in the project's own configuration are left out; they always are here.</summary>
    public bool ExcludeKestrelEndpoints { get; set; }
}
