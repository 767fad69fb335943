namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that must be there before this one starts.</summary>
public class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What of it is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as success.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when it cannot start.</summary>
    public WaitBehavior? WaitBehavior { get; set; }
}
