namespace Conduit.Hosting.Groups;

/// <summary>Resources that belong together: one entry in the dashboard's list, with its members below, and one node in its graph.</summary>
public sealed class ResourceGroup : Resource
{
    private readonly List<IResource> _members = [];

    internal ResourceGroup(string name)
        : base(name)
    {
    }

    /// <summary>The members, in the order in which they were added.</summary>
    public IReadOnlyList<IResource> Members => _members;

    internal void Add(IResource member) => _members.Add(member);
}
