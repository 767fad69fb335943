using System.Globalization;
using System.Threading.RateLimiting;
using Conduit.MediaService.Auth;
using Conduit.MediaService.Contract;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Uploads;

/// <summary>Limits the uploads of an account in a minute, and those that are received at once.</summary>
internal sealed class UploadLimits(IOptions<MediaOptions> options) : IDisposable
{
    private static readonly Error Busy = Error.Unavailable("media", "receives too many uploads at the moment");

    private readonly PartitionedRateLimiter<long> _accounts = PartitionedRateLimiter.Create<long, long>(account =>
        RateLimitPartition.GetTokenBucketLimiter(account, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.UploadsPerMinute,
            TokensPerPeriod = options.Value.UploadsPerMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        }));

    private readonly ConcurrencyLimiter _all = new(new ConcurrencyLimiterOptions { PermitLimit = options.Value.ConcurrentUploads });

    /// <summary>Admits an upload until the result is disposed; else the error.</summary>
    public (IDisposable? Admission, Error? Error) Admit(HttpContext http, Caller caller)
    {
        using var rate = _accounts.AttemptAcquire(caller.Account);
        if (!rate.IsAcquired)
        {
            if (rate.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return (null, Error.TooManyRequests);
        }

        var place = _all.AttemptAcquire();
        return place.IsAcquired ? (place, null) : (null, Busy);
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _all.Dispose();
    }
}
