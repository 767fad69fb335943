using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a parameter's value is when nothing sets it.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    public abstract string GetDefaultValue();

    /// <summary>Says in the manifest how the value comes about.</summary>
    public abstract void WriteToManifest(ManifestPublishingContext context);
}
