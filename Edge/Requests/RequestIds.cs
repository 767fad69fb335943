using System.Buffers;
using System.Diagnostics;

namespace Conduit.Edge.Requests;

/// <summary>
/// Gives each request without a valid id the id of its trace. Servers and the client get the id in a header.
/// </summary>
internal static class RequestIds
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    public static void UseRequestIds(this WebApplication app) => app.Use((context, next) =>
    {
        var id = context.Request.Headers[EdgeHeaders.RequestId] is [{ Length: > 0 and <= MaxLength } requestId]
            && !requestId.AsSpan().ContainsAnyExcept(Allowed)
                ? requestId
                : Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        context.Request.Headers[EdgeHeaders.RequestId] = id;
        context.Response.OnStarting(SetResponseHeader, context);
        return next(context);
    });

    private static Task SetResponseHeader(object context)
    {
        var (request, response) = (((HttpContext)context).Request, ((HttpContext)context).Response);
        response.Headers[EdgeHeaders.RequestId] = request.Headers[EdgeHeaders.RequestId];
        return Task.CompletedTask;
    }
}
