using System.ComponentModel.DataAnnotations;

namespace Conduit.Freshness;

/// <summary>The section <c>Freshness</c>. Every process of the application has the same values.</summary>
public sealed class FreshnessOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Freshness";

    /// <summary>How long a follower may serve cached values after it last renewed its lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.2", "00:00:30", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Freshness__Lease must be a time span from 00:00:00.2 to 00:00:30.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a write waits for a follower's acknowledgement before it drops that follower.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Freshness__AcknowledgeTimeout must be a time span from 00:00:00.01 to 00:00:10.")]
    public TimeSpan AcknowledgeTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After this long every earlier lease has ended: a tenth longer than a lease, because clocks differ in speed.</summary>
    internal TimeSpan LeaseEnd => Lease * 1.1;
}
