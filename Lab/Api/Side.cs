using System.Text;
using Conduit.Lab.Baseline;
using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>A request of a scenario. Both sides get the same one, except for the header that identifies the user.</summary>
internal sealed record Request(
    string Method,
    string Path,
    LabUser? User = null,
    string? Json = null,
    string? Tag = null,
    string? Cookie = null,
    string? TraceParent = null);

/// <summary>One of the two servers that are compared.</summary>
/// <param name="Number">0 or 1; each side writes to rows of its own.</param>
/// <param name="Name">The name in the report.</param>
/// <param name="Server">The address.</param>
/// <param name="SignIn">The header that identifies a user.</param>
/// <param name="BypassesEdgeCache">Whether requests bypass the cache of the edge.</param>
internal sealed record Side(int Number, string Name, Uri Server, Func<LabUser, string> SignIn, bool BypassesEdgeCache = false)
{
    public static Side Api(Uri server) => new(0, "api", server, user => $"Authorization: Token {user.Token}");

    public static Side Baseline(Uri server) => new(1, "baseline", server, user => $"{BaselineHeaders.User}: {user.Id}");

    public Workload Workload(IEnumerable<Request> requests) => new(Server, [.. requests.Select(Encode)]);

    public ReadOnlyMemory<byte> Encode(Request request)
    {
        var body = Encoding.UTF8.GetBytes(request.Json ?? "");
        var head = new StringBuilder($"{request.Method} {request.Path} HTTP/1.1\r\n");
        head.Append($"Host: {Server.Authority}\r\nAccept: application/json\r\n");
        if (request.User is { } user) head.Append(SignIn(user)).Append("\r\n");
        if (BypassesEdgeCache) head.Append("Cache-Control: no-store\r\n");
        if (request.Cookie is not null) head.Append($"Cookie: {request.Cookie}\r\n");
        if (request.TraceParent is not null) head.Append($"traceparent: {request.TraceParent}\r\n");
        if (request.Tag is not null) head.Append($"If-None-Match: {request.Tag}\r\n");
        if (request.Json is not null) head.Append("Content-Type: application/json\r\n");
        if (request.Method != "GET") head.Append($"Content-Length: {body.Length}\r\n");
        return (byte[])[.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
