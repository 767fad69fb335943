namespace Aspire.Hosting.ApplicationModel;

/// <summary>The whole app as it was described.</summary>
public class DistributedApplicationModel
{
    /// <summary>Makes a model of these resources.</summary>
    public DistributedApplicationModel(IResourceCollection resources) => Resources = resources;

    /// <summary>Makes a model of these resources.</summary>
    public DistributedApplicationModel(IEnumerable<IResource> resources) : this(new ResourceCollection(resources)) { }

    /// <summary>The resources.</summary>
    public IResourceCollection Resources { get; }
}
