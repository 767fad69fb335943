using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Api;

/// <summary>How long a page waits for the API. A read gives up early, because its page can be requested again.</summary>
internal sealed class ApiOptions
{
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Api:ReadTimeout is from 0.1 s to 1 minute.")]
    public TimeSpan ReadTimeout { get; init; }

    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Api:WriteTimeout is from 0.1 s to 5 minutes.")]
    public TimeSpan WriteTimeout { get; init; }
}
