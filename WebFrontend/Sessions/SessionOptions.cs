using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Sessions;

/// <summary>The section <c>Session</c>: the sign-in of a visitor of the pages.</summary>
internal sealed class SessionOptions
{
    public const string Section = "Session";

    /// <summary>How long a visitor stays signed in without a visit.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Session__Lifetime must be a time span from 00:01:00 to 365.00:00:00.")]
    public TimeSpan Lifetime { get; init; }

    /// <summary>How long after the password was entered a change of password or e-mail address needs it again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Session__ReauthenticateAfter must be a time span from 00:00:00 to 365.00:00:00.")]
    public TimeSpan ReauthenticateAfter { get; init; } = TimeSpan.FromMinutes(10);
}
