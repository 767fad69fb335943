namespace Aspire.StackExchange.Redis;

/// <summary>How a Redis client is registered.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string, first read from the configuration.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether there is to be no health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether there are to be no traces.</summary>
    public bool DisableTracing { get; set; }
}
