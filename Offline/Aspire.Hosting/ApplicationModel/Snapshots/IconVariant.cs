namespace Aspire.Hosting.ApplicationModel;

/// <summary>A variant of an icon.</summary>
public enum IconVariant
{
    /// <summary>Outlines.</summary>
    Regular,

    /// <summary>Filled.</summary>
    Filled,
}
