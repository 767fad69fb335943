using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds containers.</summary>
public static class ContainerResourceExtensions
{
    /// <summary>Whether the resource runs as a container.</summary>
    public static bool IsContainer(this IResource resource) => resource.Annotations.OfType<ContainerImageAnnotation>().Any();
}
