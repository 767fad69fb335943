using System.ComponentModel.DataAnnotations;

namespace Conduit.ServiceDefaults;

/// <summary>The section <c>Metrics</c>: the endpoint <c>/metrics</c>, which a Prometheus server scrapes.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>The operator key of the endpoint; without it there is none.</summary>
    public string? Key { get; set; }

    /// <summary>The only port on which the endpoint exists, for a service whose other port is public.</summary>
    [Range(1, 65_535, ErrorMessage = "Metrics__Port must be a whole number from 1 to 65535.")]
    public int? Port { get; set; }
}
