namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command can be called.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled,

    /// <summary>It shows, but cannot.</summary>
    Disabled,

    /// <summary>It does not show.</summary>
    Hidden,
}
