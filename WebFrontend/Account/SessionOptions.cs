using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Account;

internal sealed class SessionOptions
{
    /// <summary>How long a visitor stays signed in without a visit.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true, ErrorMessage = "Session:Lifetime is from a minute to a year.")]
    public TimeSpan Lifetime { get; init; }
}
