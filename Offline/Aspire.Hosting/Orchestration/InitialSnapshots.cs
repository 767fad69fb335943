using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What is known of a resource before it starts.</summary>
internal static class InitialSnapshots
{
    private const string ParentName = "resource.parentName";

    public static CustomResourceSnapshot Of(IResource resource, CustomResourceSnapshot given) => given with
    {
        CreationTimeStamp = given.CreationTimeStamp ?? DateTime.UtcNow,
        State = given.State ?? FirstState(resource),
        Properties = given.Properties.AddRange(Properties(resource)),
        Relationships = Relationships(resource),
        Volumes = [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(m =>
            new VolumeSnapshot(m.Source, m.Target, m.Type == ContainerMountType.Volume ? "volume" : "bind", m.IsReadOnly))],
        HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h =>
            new HealthReportSnapshot(h.Key, Status: null, Description: null, ExceptionText: null))],
    };

    public static CustomResourceSnapshot With(this CustomResourceSnapshot snapshot, params ReadOnlySpan<ResourcePropertySnapshot> properties)
    {
        var all = snapshot.Properties.ToBuilder();
        foreach (var property in properties)
        {
            all.RemoveAll(p => p.Name == property.Name);
            all.Add(property);
        }

        return snapshot with { Properties = all.ToImmutable() };
    }

    private static ResourceStateSnapshot? FirstState(IResource resource) => resource switch
    {
        _ when resource.HasAnnotationOfType<ExplicitStartupAnnotation>() => KnownResourceStates.NotStarted,
        _ when resource.IsProcessOrContainer() => KnownResourceStates.Starting,
        _ => null,
    };

    private static IEnumerable<ResourcePropertySnapshot> Properties(IResource resource)
    {
        if (ParentOf(resource) is { } parent)
        {
            yield return new(ParentName, parent.GetIds().First());
        }

        if (resource is ProjectResource)
        {
            var project = resource.Annotations.OfType<IProjectMetadata>().Last();
            yield return new("project.path", project.ProjectPath);
            yield return new("project.launchProfile", resource.Annotations.OfType<LaunchProfileAnnotation>().LastOrDefault()?.LaunchProfileName);
        }

        if (resource is ContainerResource && resource.TryGetContainerImageName(out var image))
        {
            yield return new("container.image", image);
        }
    }

    private static ImmutableArray<RelationshipSnapshot> Relationships(IResource resource)
    {
        var said = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type));
        var parent = resource is IResourceWithParent child
            ? [new RelationshipSnapshot(child.Parent.Name, ResourceRelationshipAnnotation.Parent)]
            : Enumerable.Empty<RelationshipSnapshot>();
        return [.. said, .. parent];
    }

    private static IResource? ParentOf(IResource resource) => resource is IResourceWithParent child
        ? child.Parent
        : resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .LastOrDefault(r => r.Type == ResourceRelationshipAnnotation.Parent)?.Resource;
}
