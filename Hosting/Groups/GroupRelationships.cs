namespace Conduit.Hosting.Groups;

/// <summary>
/// Draws the arrows of the dashboard's graph between groups: a use by or of a member becomes a use by or of its group. A
/// reference to two nodes of a shard, an environment variable with their ports and a wait for both would be six arrows from every server.
/// </summary>
/// <remarks>Relationships are for people to look at; what starts when is decided by the waits, which stay.</remarks>
internal sealed class GroupRelationships(DistributedApplicationModel model)
{
    private const string Parent = "Parent";
    private const string Reference = "Reference";

    public void Simplify()
    {
        var groupOf = model.Resources.OfType<ResourceGroup>()
            .SelectMany(group => group.Members, (group, member) => (group, member))
            .ToDictionary(pair => pair.member, IResource (pair) => pair.group);
        var arrows = new HashSet<(IResource From, IResource To)>();
        foreach (var resource in model.Resources)
        {
            var drawn = resource.Annotations.OfType<ResourceRelationshipAnnotation>().Where(one => one.Type != Parent).ToList();
            foreach (var relationship in drawn)
            {
                resource.Annotations.Remove(relationship);
                arrows.Add((Outer(resource), Outer(relationship.Resource)));
            }
        }

        // Parameters have a page of their own.
        foreach (var (from, to) in arrows.Where(arrow => arrow.From != arrow.To && arrow.To is not ParameterResource))
            from.Annotations.Add(new ResourceRelationshipAnnotation(to, Reference));

        IResource Outer(IResource resource) => groupOf.GetValueOrDefault(resource, resource);
    }
}
