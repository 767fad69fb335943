using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// The section <c>Api</c>: how long a page waits for the API. A read gives up early, because its page can be requested again.
/// </summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>How long a page waits for all attempts of a read.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Api__ReadTimeout must be a time span from 00:00:00.1 to 00:01:00.")]
    public TimeSpan ReadTimeout { get; init; }

    /// <summary>How long a form waits for the API to carry out a write.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Api__WriteTimeout must be a time span from 00:00:00.1 to 00:05:00.")]
    public TimeSpan WriteTimeout { get; init; }

    /// <summary>How long a form waits until a picture has passed through it to the media service.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Api__UploadTimeout must be a time span from 00:00:01 to 01:00:00.")]
    public TimeSpan UploadTimeout { get; init; }
}
