using Conduit.Edge.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Uploads;

/// <summary>Streams an upload to its server as it arrives, within a limit of uploads in progress, a size limit and a deadline.</summary>
internal sealed class UploadMiddleware(RequestDelegate next, UploadLimiter uploads, IOptions<EdgeOptions> options)
{
    // The other fields of a form, and what separates them.
    private const long EnvelopeBytes = 64 * 1024;

    private long MaxBytes => (options.Value.UploadMegabytes * 1024L * 1024L) + EnvelopeBytes;

    public Task InvokeAsync(HttpContext context) => context.Request.IsUpload() ? PassOnAsync(context) : next(context);

    private async Task PassOnAsync(HttpContext context)
    {
        // Kestrel's limit would close the connection while the client still sends; without it, Kestrel reads the rest for some seconds, so
        // that a client that sends everything before it reads receives the response.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (context.Request.ContentLength > MaxBytes)
        {
            await ErrorResponses.WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
            return;
        }

        using var lease = uploads.AttemptAcquire(context);
        if (!lease.IsAcquired)
        {
            await ErrorResponses.WriteAsync(context, StatusCodes.Status429TooManyRequests);
            return;
        }

        using var deadline = new CancellationTokenSource(options.Value.UploadTimeout);
        var body = new UploadStream(context.Request.Body, MaxBytes, deadline.Token);
        context.Request.Body = body;
        await next(context);
        if (body.RefusedWith is not { } status || context.Response.HasStarted) return;
        // The client's failure, not the server's.
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        await ErrorResponses.WriteAsync(context, status);
    }
}
