namespace Aspire.Hosting.ApplicationModel;

/// <summary>What happens when the one waited for cannot start.</summary>
public enum WaitBehavior
{
    /// <summary>The wait goes on.</summary>
    WaitOnResourceUnavailable,

    /// <summary>The one who waits does not start either.</summary>
    StopOnResourceUnavailable,
}
