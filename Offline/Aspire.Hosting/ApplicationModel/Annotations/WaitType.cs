namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>The other one is healthy.</summary>
    WaitUntilHealthy,

    /// <summary>The other one has finished.</summary>
    WaitForCompletion,

    /// <summary>The other one runs.</summary>
    WaitUntilStarted,
}
