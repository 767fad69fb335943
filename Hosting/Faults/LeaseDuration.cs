using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Faults;

/// <summary>How long a fault or a leased switch lasts when nothing renews it.</summary>
internal sealed record LeaseDuration(TimeSpan Value)
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromHours(1);

    /// <summary>Reads the setting <c>Faults:Lease</c>.</summary>
    /// <exception cref="DistributedApplicationException">Its value is invalid.</exception>
    public static LeaseDuration Read(IConfiguration configuration)
    {
        if (configuration["Faults:Lease"] is not { Length: > 0 } text)
            return new(Default);

        return TimeSpan.TryParse(text, out var duration) && duration >= Min && duration <= Max
            ? new(duration)
            : throw new DistributedApplicationException($"Faults:Lease={text} cannot be used: set it to a time span from {Min} to {Max}.");
    }
}
