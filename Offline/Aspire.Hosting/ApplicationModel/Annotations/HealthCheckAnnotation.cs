namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check that tells whether the resource is healthy.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name the check is registered by.</summary>
    public string Key { get; } = key;
}
