using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

/// <summary>The section <c>RateLimits</c>. Each server counts for itself, so behind a load balancer a client gets up to that many times as much.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Off for load tests.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What one signed-in user may ask, from wherever.</summary>
    [ValidateObjectMembers]
    public Rate User { get; set; } = new() { PerSecond = 50, Burst = 500 };

    /// <summary>What one address may ask: there may be many people behind it.</summary>
    [ValidateObjectMembers]
    public Rate Address { get; set; } = new() { PerSecond = 200, Burst = 2000 };

    /// <summary>How often one address may register or try a password.</summary>
    [ValidateObjectMembers]
    public Rate SignIn { get; set; } = new() { PerSecond = 5, Burst = 200 };
}

/// <summary>So many on average, and so many at once after a pause.</summary>
internal sealed class Rate
{
    [Range(1, 1_000_000, ErrorMessage = "RateLimits__…__PerSecond must be between 1 and 1000000.")]
    public int PerSecond { get; set; }

    [Range(1, 10_000_000, ErrorMessage = "RateLimits__…__Burst must be between 1 and 10000000.")]
    public int Burst { get; set; }
}

[OptionsValidator]
internal sealed partial class RateLimitValidation : IValidateOptions<RateLimitOptions>;
