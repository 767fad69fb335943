namespace Conduit.Edge.Requests;

/// <summary>What can be told of a request by its path.</summary>
internal static class RequestPaths
{
    private static readonly PathString Api = "/api";
    private static readonly string[] Streams = ["/live", "/api/notifications/stream"];

    /// <summary>Whether it goes to the API servers.</summary>
    public static bool IsForApi(this HttpRequest request) => request.Path.StartsWithSegments(Api);

    /// <summary>Whether the answer goes on for as long as somebody listens: it takes no slot of a server, tells nothing of its speed, and is not kept.</summary>
    public static bool IsStreamed(this HttpRequest request)
    {
        // To routing, a slash at the end makes no difference.
        var asked = request.Path.Value.AsSpan().TrimEnd('/');
        foreach (var path in Streams)
            if (asked.Equals(path, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
