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
/// One request at the server that was picked for it: waits a little for a slot, buffers the response, gives the slot back, and only then
/// sends the response at the client's speed. A server that does not answer is out at once; the next health check that it passes brings it
/// back. A slow response is no sign of a dead server.
/// </summary>
internal sealed class ConcurrencyLimitMiddleware(
    RequestDelegate next, DestinationStatisticsTable records, IDestinationHealthUpdater health, Buffers buffers, EventStreamLimiter streams,
    IOptions<EdgeOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetReverseProxyFeature().AvailableDestinations is not [var server, ..]) return next(context);
        return context.Request.IsStreamed() ? StreamAsync(context) : VisitAsync(context, server);
    }

    private async Task StreamAsync(HttpContext context)
    {
        using var stream = streams.AttemptAcquire(context);
        if (stream.IsAcquired) await next(context);
        else await FailureAnswers.AnswerAsync(context, StatusCodes.Status429TooManyRequests);
    }

    private async Task VisitAsync(HttpContext context, DestinationState server)
    {
        var record = records.Of(server);
        using var content = new BufferedContent(buffers.Responses.Open(context.Abort));
        using (var signIn = context.Request.IsSignIn() ? record.SignIns.AttemptAcquire() : null)
        {
            if (signIn is { IsAcquired: false })
            {
                await FailureAnswers.AnswerAsync(context, StatusCodes.Status429TooManyRequests);
                return;
            }

            using var slot = await SlotAsync(record.Slots, context.RequestAborted);
            if (slot is null)
            {
                await FailureAnswers.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable);
                return;
            }

            var begun = TimeProvider.System.GetTimestamp();
            await BufferAsync(context, content);
            if (!IsAnswered(context, server, record, begun)) return;
        }

        try
        {
            await content.SendAsync(context.Response.Body.WriteAsync, context.RequestAborted);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, or was too slow while others needed the memory.
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
        await using var buffer = new ServerResponseBuffer(context, client, content);
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

    private bool IsAnswered(HttpContext context, DestinationState server, DestinationStatistics record, long begun)
    {
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure)
        {
            record.Answer(TimeProvider.System.GetElapsedTime(begun));
            return true;
        }

        if (context.RequestAborted.IsCancellationRequested) return false;
        record.Fail();
        if (failure.NeverArrived() || failure.WentAway())
            health.SetActive(context.GetRouteModel().Cluster!, [new(server, DestinationHealth.Unhealthy)]);
        return false;
    }

    /// <summary>A slot; null when there is none in time, or too many wait for one.</summary>
    private async ValueTask<RateLimitLease?> SlotAsync(ConcurrencyLimiter slots, CancellationToken gone)
    {
        var slot = slots.AttemptAcquire();
        if (slot.IsAcquired) return slot;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(options.Value.QueueTimeout);
        try
        {
            return await slots.AcquireAsync(1, patience.Token) is { IsAcquired: true } waited ? waited : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
