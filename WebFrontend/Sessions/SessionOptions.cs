using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Sessions;

/// <summary>The section <c>Session</c>: the sign-in of a visitor of the pages.</summary>
internal sealed class SessionOptions
{
    public const string Section = "Session";

    /// <summary>How long a visitor stays signed in without a visit.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Session:Lifetime is from a minute to a year.")]
    public TimeSpan Lifetime { get; init; }

    /// <summary>How long after the password was entered a change of password or e-mail address needs it again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Session:ReauthenticateAfter is from 0 to a year.")]
    public TimeSpan ReauthenticateAfter { get; init; } = TimeSpan.FromMinutes(10);
}
