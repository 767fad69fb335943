namespace Aspire.Hosting.ApplicationModel;

/// <summary>A container.</summary>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name), IResourceWithEnvironment, IResourceWithArgs,
    IResourceWithEndpoints, IResourceWithWaitSupport, IComputeResource
{
    /// <summary>What it runs instead of the image's own entry point.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
