namespace Conduit.Hosting.Groups;

/// <summary>
/// Draws the arrows of the dashboard's graph between groups: what a member uses, its group uses, and who uses a member, uses its group.
/// A reference to two nodes of
/// a shard, an environment variable with their ports and a wait for both would be six arrows from every server.
/// </summary>
/// <remarks>Relationships are for people to look at; what starts when is decided by the waits, which stay.</remarks>
internal sealed class GroupRelationships(DistributedApplicationModel model)
{
    private const string Parent = "Parent";
    private const string Reference = "Reference";

    public void Simplify()
    {
        var groups = model.Resources.OfType<ResourceGroup>().ToList();
        var groupOf = groups.SelectMany(group => group.Members, (group, member) => (group, member))
            .ToDictionary(pair => pair.member, pair => (IResource)pair.group);

        var arrows = model.Resources.SelectMany(TakeReferences).ToHashSet();
        foreach (var (from, to) in arrows)
            from.Annotations.Add(new ResourceRelationshipAnnotation(to, Reference));

        IResource Outer(IResource resource) => groupOf.GetValueOrDefault(resource, resource);

        IEnumerable<(IResource From, IResource To)> TakeReferences(IResource resource)
        {
            var drawn = resource.Annotations.OfType<ResourceRelationshipAnnotation>().Where(one => one.Type != Parent).ToList();
            foreach (var relationship in drawn)
            {
                resource.Annotations.Remove(relationship);
                var (from, to) = (Outer(resource), Outer(relationship.Resource));
                // Parameters have a page of their own.
                if (from != to && to is not ParameterResource)
                    yield return (from, to);
            }
        }
    }
}
