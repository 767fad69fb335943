using Conduit.Edge.Requests;
using Conduit.Freshness.Caching;
using Conduit.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>The part of a picture that a request asks for, cut from the stored picture. Several parts at once are not supported.</summary>
/// <param name="First">The first byte; null: the part is the end.</param>
/// <param name="Last">The last byte, or the length of the end; null: up to the end.</param>
/// <param name="IfTag">The entity tag to which the part belongs, or a date, which never matches; null: any.</param>
internal sealed record ByteRange(long? First, long? Last, string? IfTag)
{
    private const string Unit = "bytes";

    /// <summary>The part that a request asks for; null: the whole response.</summary>
    public static ByteRange? Of(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.Range.Count == 0 || !request.IsForMedia() || !HttpMethods.IsGet(request.Method)) return null;
        return RangeHeaderValue.TryParse(headers.Range.ToString(), out var range) && range is { Ranges: { Count: 1 } ranges }
            && range.Unit.Equals(Unit, StringComparison.OrdinalIgnoreCase)
                ? new(ranges.Single().From, ranges.Single().To, headers.IfRange.Count > 0 ? headers.IfRange.ToString() : null)
                : null;
    }

    /// <summary>Sends the part, the whole response when the client has a part of another one, 304, or 416.</summary>
    public Task SendAsync(HttpContext context, CachedResponse stored, ConditionalRequest conditions)
    {
        var isOfStored = IfTag is null || (IfTag == stored.ETag && stored.ETag is ['"', ..]);
        if (!isOfStored || conditions.IfNoneMatch.Include(stored.ETag)) return stored.SendAsync(context, conditions.IfNoneMatch);
        var response = context.Response;
        var length = stored.Body.Length;
        if (Within(length) is not var (first, count))
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = new ContentRangeHeaderValue(length).ToString();
            response.ContentLength = 0;
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = new ContentRangeHeaderValue(first, first + count - 1, length).ToString();
        response.ContentLength = count;
        return response.Body.WriteAsync(stored.Body, first, count, context.RequestAborted);
    }

    /// <summary>The first byte and the number of bytes within a body; null when it has none of them.</summary>
    internal (int First, int Count)? Within(int length)
    {
        var (first, last) = First is null ? (Math.Max(0, length - (Last ?? 0)), length - 1) : (First.Value, Last ?? length - 1);
        last = Math.Min(last, length - 1);
        return first <= last ? ((int)first, (int)(last - first + 1)) : null;
    }
}
