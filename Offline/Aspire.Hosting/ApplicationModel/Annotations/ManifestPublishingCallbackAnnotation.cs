namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the resource gets into a manifest; here only that it does not.</summary>
public class ManifestPublishingCallbackAnnotation : IResourceAnnotation
{
    private ManifestPublishingCallbackAnnotation() { }

    /// <summary>Leaves the resource out.</summary>
    public static ManifestPublishingCallbackAnnotation Ignore { get; } = new();
}
