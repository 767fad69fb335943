using System.Diagnostics;
using System.Globalization;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Conduit.Freshness.Caching;

/// <summary>A whole response and what it depends on.</summary>
public sealed class CachedResponse
{
    private const int BytesPerEntry = 512;

    // Headers that belong to one connection or one exchange, or are written for each response.
    private static readonly HashSet<string> NotStored = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Age, HeaderNames.Connection, HeaderNames.ContentLength, HeaderNames.Date, HeaderNames.KeepAlive, HeaderNames.Server,
        HeaderNames.TransferEncoding, "Server-Timing", "X-Cache", "X-Request-Id", Surrogate.KeyHeader, Surrogate.VersionsHeader,
    };

    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly string? _key;
    private readonly string? _versions;
    private readonly long _storedAt = Stopwatch.GetTimestamp();

    /// <summary>Copies the headers of a response.</summary>
    /// <param name="headers">Its headers, with an entity tag.</param>
    /// <param name="body">Its body as it is sent.</param>
    /// <param name="dependencies">What it depends on; empty when it never changes.</param>
    public CachedResponse(IHeaderDictionary headers, byte[] body, IReadOnlyList<Dependency> dependencies)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
        Dependencies = dependencies;
        ETag = headers.ETag.ToString();
        _headers = [.. headers.Where(header => !NotStored.Contains(header.Key))];
        _key = Surrogate.Key(dependencies);
        _versions = Surrogate.FormatVersions(dependencies);
        Size = BytesPerEntry + body.Length + dependencies.Weigh() + (2L * ((_key?.Length ?? 0) + _versions.Length))
            + _headers.Sum(header => 2L * (header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)));
    }

    /// <summary>What it depends on.</summary>
    public IReadOnlyList<Dependency> Dependencies { get; }

    /// <summary>The endpoint that made it, by which traces and metrics name the route; null at the edge.</summary>
    public Endpoint? Endpoint { get; init; }

    /// <summary>The body as it is sent.</summary>
    public byte[] Body { get; }

    /// <summary>The entity tag.</summary>
    public string ETag { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size { get; }

    /// <summary>How long it has been stored.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_storedAt);

    /// <summary>Whether it depends on a cache tag, in any database or in the one named before a slash.</summary>
    /// <param name="tag">The cache tag.</param>
    /// <returns>Whether it does.</returns>
    public bool DependsOn(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return Dependencies.Any(one => one.Tags.Contains(tag)
            || (tag.StartsWith($"{one.Database}/", StringComparison.Ordinal) && one.Tags.Contains(tag[(one.Database.Length + 1)..])));
    }

    /// <summary>Copies the stored headers; the caller may change them before it calls <see cref="SendAsync"/>.</summary>
    /// <param name="response">The response to the current request.</param>
    /// <param name="withDependencies">
    /// Whether the receiver is a cache or server of this application, which learns what the response depends on.
    /// </param>
    public void WriteHeaders(HttpResponse response, bool withDependencies)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = response.Headers;
        foreach (var (name, value) in _headers) headers[name] = value;
        if (withDependencies && _key is not null && Dependencies.Count > 0)
        {
            headers[Surrogate.KeyHeader] = _key;
            headers[Surrogate.VersionsHeader] = _versions;
        }

        headers.Age = ((long)Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Sends the body, or 304 when the client has it.</summary>
    /// <param name="context">The current request.</param>
    /// <param name="ifNoneMatch">The entity tags that the client has.</param>
    /// <returns>When it is sent.</returns>
    public Task SendAsync(HttpContext context, StringValues ifNoneMatch)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        if (ifNoneMatch.Include(ETag))
        {
            response.SetNotModified();
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentLength = Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(Body, 0, Body.Length, context.RequestAborted);
    }
}
