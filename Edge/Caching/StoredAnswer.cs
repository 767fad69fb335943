using System.Globalization;
using Conduit.Freshness;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>A whole answer that is kept.</summary>
internal sealed class StoredAnswer
{
    private const int BytesOfEntry = 512;

    // What belongs to one passage, or is said anew each time.
    private static readonly HashSet<string> Passing = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Age, HeaderNames.Connection, HeaderNames.ContentLength, HeaderNames.Date, HeaderNames.KeepAlive, HeaderNames.Server, HeaderNames.TransferEncoding,
        EdgeHeaders.ServerTiming, EdgeHeaders.Cache, EdgeHeaders.RequestId, Surrogate.KeyHeader, Surrogate.StampsHeader,
    };

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly string? _key;
    private readonly string? _stamps;
    private readonly long _made = TimeProvider.System.GetTimestamp();

    /// <param name="response">Its head.</param>
    /// <param name="body">Its body, as it is sent.</param>
    /// <param name="on">What it depends on; empty when it is so for ever.</param>
    public StoredAnswer(HttpResponse response, byte[] body, IReadOnlyList<Dependency> on)
    {
        Body = body;
        On = on;
        ETag = response.Headers.ETag.ToString();
        _headers = [.. response.Headers.Where(header => !Passing.Contains(header.Key))];
        _key = response.Headers[Surrogate.KeyHeader];
        _stamps = response.Headers[Surrogate.StampsHeader];
        Size = BytesOfEntry + body.Length + on.Weigh() + _headers.Sum(header => header.Key.Length + (2L * header.Value.Sum(value => value?.Length ?? 0))) + (2L * ((_key?.Length ?? 0) + (_stamps?.Length ?? 0)));
    }

    public IReadOnlyList<Dependency> On { get; }

    public byte[] Body { get; }

    public string ETag { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size { get; }

    public TimeSpan Age => TimeProvider.System.GetElapsedTime(_made);

    public bool DependsOn(string tag) => On.Any(one => one.Tags.Contains(tag) || (tag.StartsWith($"{one.Database}/", StringComparison.Ordinal) && one.Tags.Contains(tag[(one.Database.Length + 1)..])));

    /// <summary>Sends it, or that the client has it already.</summary>
    /// <param name="context">The request.</param>
    /// <param name="asked">What the client has and wants to know.</param>
    /// <param name="outcome">What came of the question to the cache.</param>
    /// <param name="cacheControl">How long the next cache may keep it; null: as it says itself.</param>
    public Task WriteAsync(HttpContext context, Asked asked, string outcome, string? cacheControl = null)
    {
        var response = context.Response;
        foreach (var (name, value) in _headers) response.Headers[name] = value;
        response.Headers[Surrogate.KeyHeader] = asked.ForStamps ? _key : null;
        response.Headers[Surrogate.StampsHeader] = asked.ForStamps ? _stamps : null;
        response.Headers[EdgeHeaders.Cache] = outcome;
        // What the next cache is lent is so now, however long ago it was made.
        response.Headers.Age = cacheControl is null ? ((long)Age.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "0";
        if (cacheControl is not null) response.Headers.CacheControl = cacheControl;
        if (asked.Has(ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.ContentType = response.Headers.ContentEncoding = default;
            response.ContentLength = null;
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentLength = Body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(Body, 0, Body.Length, context.RequestAborted);
    }
}
