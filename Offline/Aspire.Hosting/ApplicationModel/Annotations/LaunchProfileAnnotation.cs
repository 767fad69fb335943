namespace Aspire.Hosting.ApplicationModel;

/// <summary>The launch profile that a project starts with.</summary>
public sealed class LaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    /// <summary>Its name.</summary>
    public string LaunchProfileName { get; } = launchProfileName;
}
