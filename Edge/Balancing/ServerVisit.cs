using System.Threading.RateLimiting;
using Conduit.Edge.Requests;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Conduit.Edge.Balancing;

/// <summary>
/// One request at the server that was picked for it: waits a little for a slot, keeps the record, and takes a server that does not answer out at once. The next health
/// check that it passes brings it back.
/// </summary>
internal sealed class ServerVisit(RequestDelegate next, ServerRecords records, IDestinationHealthUpdater health, IOptions<EdgeOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        if (proxy.AvailableDestinations is not [var server, ..] || context.Request.IsStreamed())
        {
            await next(context);
            return;
        }

        var record = records.Of(server);
        using var slot = await SlotAsync(record.Slots, context.RequestAborted);
        if (slot is null)
        {
            await FailureAnswers.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable);
            return;
        }

        var begun = TimeProvider.System.GetTimestamp();
        await next(context);

        if (context.Features.Get<IForwarderErrorFeature>() is not { } failure)
        {
            record.Answer(TimeProvider.System.GetElapsedTime(begun));
        }
        else if (!context.RequestAborted.IsCancellationRequested)
        {
            record.Fail();
            if (failure.NeverArrived() || failure.WentAway() || failure.Error is ForwarderError.RequestTimedOut) health.SetActive(context.GetRouteModel().Cluster!, [new(server, DestinationHealth.Unhealthy)]);
        }
    }

    /// <summary>A slot; null when there is none in time, or too many wait for one.</summary>
    private async ValueTask<RateLimitLease?> SlotAsync(ConcurrencyLimiter slots, CancellationToken gone)
    {
        var slot = slots.AttemptAcquire();
        if (slot.IsAcquired) return slot;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(options.Value.QueuePatience);
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
