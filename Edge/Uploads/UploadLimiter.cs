using System.Net;
using System.Threading.RateLimiting;
using Conduit.Edge.Requests;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Uploads;

/// <summary>
/// Limits the uploads in progress, per client address and in total. An upload by a form passes the edge twice, first to a web server and
/// from there to the media service. The two have separate totals: otherwise forms could occupy what their own second halves wait for.
/// </summary>
internal sealed class UploadLimiter(IOptions<EdgeOptions> options, PeerKey peerKey) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, (bool IsForMedia, IPAddress Address)>(context => peerKey.IsSentBy(context.Request)
            ? RateLimitPartition.GetNoLimiter((context.Request.IsForMedia(), IPAddress.None))
            : RateLimitPartition.GetConcurrencyLimiter(
                (context.Request.IsForMedia(), ClientAddress.Normalize(context.Connection.RemoteIpAddress ?? IPAddress.Any)),
                _ => Limit(options.Value.UploadsPerAddress))),
        PartitionedRateLimiter.Create<HttpContext, bool>(context =>
            RateLimitPartition.GetConcurrencyLimiter(context.Request.IsForMedia(), _ => Limit(options.Value.Uploads))));

    public RateLimitLease AttemptAcquire(HttpContext context) => _limiter.AttemptAcquire(context);

    public void Dispose() => _limiter.Dispose();

    private static ConcurrencyLimiterOptions Limit(int permits) => new() { PermitLimit = permits };
}
