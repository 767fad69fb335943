using System.Net;
using System.Threading.RateLimiting;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Connections;

/// <summary>
/// Limits the open event streams, per client address and in total. Streams of services of this application do not count per address: their
/// clients are already counted.
/// </summary>
internal sealed class EventStreamLimiter(IOptions<EdgeOptions> options, PeerKey peerKey) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => peerKey.IsSentBy(context.Request)
            ? RateLimitPartition.GetNoLimiter(IPAddress.None)
            : RateLimitPartition.GetConcurrencyLimiter(
                ClientAddress.Normalize(context.Connection.RemoteIpAddress ?? IPAddress.Any),
                _ => Limit(options.Value.EventStreamsPerAddress))),
        PartitionedRateLimiter.Create<HttpContext, int>(_ =>
            RateLimitPartition.GetConcurrencyLimiter(0, _ => Limit(options.Value.EventStreams))));

    public RateLimitLease AttemptAcquire(HttpContext context) => _limiter.AttemptAcquire(context);

    public void Dispose() => _limiter.Dispose();

    private static ConcurrencyLimiterOptions Limit(int permits) => new() { PermitLimit = permits };
}
