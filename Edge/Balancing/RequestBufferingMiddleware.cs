using Conduit.Edge.Buffering;
using Conduit.Edge.Requests;
using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Balancing;

/// <summary>
/// Buffers the whole body of a request before it is sent to a server: a slow client occupies no server, and what was sent to one can be
/// sent to another. A body has a size limit, all bodies together have a memory budget, and Kestrel closes the connection of a client that
/// sends too slowly. Uploads are not buffered.
/// </summary>
internal sealed class RequestBufferingMiddleware(RequestDelegate next, Buffers buffers)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            && context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true }
            && !context.Request.IsUpload()
                ? BufferAsync(context)
                : next(context);

    private async Task BufferAsync(HttpContext context)
    {
        using var lease = buffers.Requests.Open(context.Abort);
        using var whole = new BufferedContent(lease);
        try
        {
            lease.BeginWait();
            if (await ReadAsync(context, whole) is { } refused)
            {
                await ErrorResponses.WriteAsync(context, refused);
                return;
            }
        }
        catch (BadHttpRequestException refused)
        {
            await ErrorResponses.WriteAsync(context, refused.StatusCode);
            return;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        lease.EndWait();
        context.Request.Body = whole;
        await next(context);
    }

    // The size limit is enforced here and not by Kestrel, which would close the connection while the client still sends. Without a size
    // limit of its own, Kestrel discards the rest of the body for some seconds, so a client that reads only after sending still gets the
    // response.
    /// <returns>The status with which the request is refused; null: none.</returns>
    private static async Task<int?> ReadAsync(HttpContext context, BufferedContent whole)
    {
        var limit = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
        var maxLength = limit.MaxRequestBodySize ?? long.MaxValue;
        limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > maxLength) return StatusCodes.Status413PayloadTooLarge;

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            int? refused = whole.Length + read.Buffer.Length > maxLength ? StatusCodes.Status413PayloadTooLarge : null;
            foreach (var part in read.Buffer)
            {
                if (refused is null && !whole.TryAppend(part.Span)) refused = StatusCodes.Status503ServiceUnavailable;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (refused is not null || read.IsCompleted) return refused;
        }
    }

    /// <summary>Rewinds the body for another server.</summary>
    public static void Rewind(HttpRequest request)
    {
        if (request.Body is BufferedContent whole) whole.Position = 0;
    }
}
