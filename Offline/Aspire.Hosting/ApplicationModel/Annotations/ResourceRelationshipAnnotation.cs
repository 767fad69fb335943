namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the resource stands to another.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    internal const string Parent = "Parent";
    internal const string Reference = "Reference";
    internal const string WaitFor = "WaitFor";

    /// <summary>The other one.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>How it stands to it: <c>Parent</c>, <c>Reference</c>, <c>WaitFor</c> or a word of one's own.</summary>
    public string Type { get; } = type;
}
