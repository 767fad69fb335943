using System.Buffers;
using System.Diagnostics;

namespace Conduit.Edge.Requests;

/// <summary>
/// Gives each request an id, or keeps the one that it comes with; the servers and the client are told it. A made one is the id of the
/// request's trace.
/// </summary>
internal static class RequestIds
{
    private const int Longest = 64;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    public static void UseRequestIds(this WebApplication app) => app.Use((context, next) =>
    {
        var id = context.Request.Headers[EdgeHeaders.RequestId] is [{ Length: > 0 and <= Longest } given] && !given.AsSpan().ContainsAnyExcept(Allowed)
            ? given
            : Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        context.Request.Headers[EdgeHeaders.RequestId] = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[EdgeHeaders.RequestId] = id;
            return Task.CompletedTask;
        });
        return next(context);
    });
}
