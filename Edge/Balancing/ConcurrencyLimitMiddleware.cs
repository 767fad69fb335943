using System.Threading.RateLimiting;
using Conduit.Edge.Buffering;
using Conduit.Edge.Connections;
using Conduit.Edge.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Limits the concurrent requests of a server: waits briefly for a slot, buffers the response, releases the slot, and only then sends the
/// response at the client's speed. A server that does not answer gets no requests until it passes a health check. A slow response does not
/// count as a failure. Event streams and uploads have limits of their own and take no slot.
/// </summary>
internal sealed class ConcurrencyLimitMiddleware(
    RequestDelegate next,
    DestinationStatisticsTable statistics,
    IDestinationHealthUpdater health,
    Buffers buffers,
    EventStreamLimiter streams,
    IOptions<EdgeOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetReverseProxyFeature().AvailableDestinations is not [var server, ..]) return next(context);
        if (context.Request.IsStreamed()) return StreamAsync(context);
        return context.Request.IsUpload() ? UploadAsync(context, server) : ForwardAsync(context, server);
    }

    private async Task StreamAsync(HttpContext context)
    {
        using var stream = streams.AttemptAcquire(context);
        if (stream.IsAcquired) await next(context);
        else await ErrorResponses.WriteAsync(context, StatusCodes.Status429TooManyRequests);
    }

    private async Task UploadAsync(HttpContext context, DestinationState server)
    {
        await next(context);
        RecordFailure(context, server, statistics.Of(server));
    }

    private async Task ForwardAsync(HttpContext context, DestinationState server)
    {
        var destination = statistics.Of(server);
        using var content = new BufferedContent(buffers.Responses.Open(context.Abort));
        using (var signIn = context.Request.IsSignIn() ? destination.SignIns.AttemptAcquire() : null)
        {
            if (signIn is { IsAcquired: false })
            {
                await ErrorResponses.WriteAsync(context, StatusCodes.Status429TooManyRequests);
                return;
            }

            using var slot = await AcquireSlotAsync(destination.Slots, context.RequestAborted);
            if (slot is null)
            {
                await ErrorResponses.WriteAsync(context, StatusCodes.Status503ServiceUnavailable);
                return;
            }

            var start = TimeProvider.System.GetTimestamp();
            await BufferAsync(context, content);
            if (RecordFailure(context, server, destination)) return;
            destination.RecordCompletion(TimeProvider.System.GetElapsedTime(start));
        }

        try
        {
            await content.SendAsync(context.Response.Body.WriteAsync, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected, or was too slow while others needed the memory.
        }
    }

    private async Task BufferAsync(HttpContext context, BufferedContent content)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            await next(context);
            return;
        }

        var client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var buffer = new SlotReleasingResponseStream(context, client, content);
        var body = new StreamResponseBodyFeature(buffer, client);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
        }
    }

    /// <returns>Whether the request failed.</returns>
    private bool RecordFailure(HttpContext context, DestinationState server, DestinationStatistics destination)
    {
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure) return false;
        if (context.RequestAborted.IsCancellationRequested) return true;
        destination.RecordFailure();
        if (failure.IsUndelivered() || failure.IsServerLost())
            health.SetActive(context.GetRouteModel().Cluster!, [new(server, DestinationHealth.Unhealthy)]);
        return true;
    }

    /// <summary>Acquires a slot; null when none is free in time or the queue is full.</summary>
    private async ValueTask<RateLimitLease?> AcquireSlotAsync(ConcurrencyLimiter slots, CancellationToken cancellationToken)
    {
        var slot = slots.AttemptAcquire();
        if (slot.IsAcquired) return slot;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.QueueTimeout);
        try
        {
            return await slots.AcquireAsync(1, timeout.Token) is { IsAcquired: true } waited ? waited : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
