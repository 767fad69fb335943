using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a health check said last; no status when it has not run yet.</summary>
/// <param name="Name">The check's key.</param>
/// <param name="Status">The status.</param>
/// <param name="Description">The reason.</param>
/// <param name="ExceptionText">The exception, if there was one.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When the check ran.</summary>
    public DateTime? LastRunAt { get; init; }
}
