namespace Aspire.Hosting.ApplicationModel;

/// <summary>The icon that the dashboard shows for the resource.</summary>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>Its name among the Fluent UI icons.</summary>
    public string IconName { get; } = iconName;

    /// <summary>Its look.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}
