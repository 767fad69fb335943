using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Has all of a request's body before any server is asked: so a slow client keeps none of them waiting, and what was sent to one can be sent to another. The edge takes no body that
/// would be too large for that, and none that is sent too slowly.
/// </summary>
internal sealed class WholeBody(RequestDelegate next)
{
    // A client may say that much more comes than does.
    private const int MostAhead = 16 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true } || context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            await next(context);
            return;
        }

        using var whole = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MostAhead));
        try
        {
            if (!await IsTakenAsync(context, whole))
            {
                await FailureAnswers.AnswerAsync(context, StatusCodes.Status413PayloadTooLarge);
                return;
            }
        }
        catch (BadHttpRequestException refused)
        {
            await FailureAnswers.AnswerAsync(context, refused.StatusCode);
            return;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        whole.Position = 0;
        request.Body = whole;
        await next(context);
    }

    // The limit is kept here and not by Kestrel, which would hang up on who still sends: with none of its own it takes the rest, for some seconds, and a client that sends all
    // before it reads has its answer.
    private static async Task<bool> IsTakenAsync(HttpContext context, MemoryStream whole)
    {
        var limit = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        var most = limit.MaxRequestBodySize ?? long.MaxValue;
        limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > most) return false;

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var isWithin = whole.Length + read.Buffer.Length <= most;
            if (isWithin) foreach (var part in read.Buffer) whole.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (!isWithin || read.IsCompleted) return isWithin;
        }
    }

    /// <summary>Begins the body anew, for another server.</summary>
    public static void Rewind(HttpRequest request)
    {
        if (request.Body is MemoryStream whole) whole.Position = 0;
    }
}
