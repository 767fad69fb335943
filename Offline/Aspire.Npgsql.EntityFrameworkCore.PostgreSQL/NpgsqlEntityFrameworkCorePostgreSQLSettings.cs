namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>How a DbContext on PostgreSQL is registered.</summary>
public sealed class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    /// <summary>The connection string, first read from the configuration.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether a failed command is not to be repeated.</summary>
    public bool DisableRetry { get; set; }

    /// <summary>Whether there is to be no health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether there are to be no traces.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether there are to be no metrics.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Seconds after which a command is given up.</summary>
    public int? CommandTimeout { get; set; }
}
