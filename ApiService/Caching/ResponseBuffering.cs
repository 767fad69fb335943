using Microsoft.AspNetCore.Http.Features;

namespace Conduit.ApiService.Caching;

internal static class ResponseBuffering
{
    /// <summary>Runs the rest of the pipeline and collects the body of its response instead of sending it.</summary>
    public static async Task BufferResponseAsync(this HttpContext context, MemoryStream body, RequestDelegate next)
    {
        var client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var buffered = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(buffered);
        try
        {
            await next(context);
            await buffered.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
        }
    }
}
