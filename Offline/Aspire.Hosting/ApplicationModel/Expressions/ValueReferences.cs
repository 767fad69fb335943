namespace Aspire.Hosting.ApplicationModel;

/// <summary>Finds the resources that a value is made of.</summary>
internal static class ValueReferences
{
    public static IEnumerable<IResource> Of(object value) => value switch
    {
        IResource resource => [resource],
        IResourceBuilder<IResource> builder => [builder.Resource],
        IValueWithReferences { References: var parts } => parts.SelectMany(Of).Distinct(),
        _ => [],
    };
}
