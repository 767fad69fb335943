using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says what the dashboard shows of resources of one's own.</summary>
public static class CustomResourceExtensions
{
    /// <summary>Shows this of the resource before anything has happened.</summary>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(
        this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot)
        where TResource : IResource =>
        builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
}
