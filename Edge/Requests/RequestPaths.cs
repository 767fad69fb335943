namespace Conduit.Edge.Requests;

/// <summary>What can be told of a request by its path.</summary>
internal static class RequestPaths
{
    private static readonly PathString Api = "/api";
    private static readonly string[] Streams = ["/live", "/api/notifications/stream"];
    private static readonly string[] SignIns = ["/api/users", "/api/users/login", "/login", "/register"];

    /// <summary>Whether it goes to the API servers.</summary>
    public static bool IsForApi(this HttpRequest request) => request.Path.StartsWithSegments(Api);

    /// <summary>
    /// Whether the answer goes on for as long as somebody listens: it takes no slot of a server, tells nothing of its speed, and is not
    /// kept.
    /// </summary>
    public static bool IsStreamed(this HttpRequest request) => IsOneOf(request, Streams);

    /// <summary>Whether it signs in or registers: the server computes a password hash for a client that nothing is known of.</summary>
    public static bool IsSignIn(this HttpRequest request) => HttpMethods.IsPost(request.Method) && IsOneOf(request, SignIns);

    private static bool IsOneOf(HttpRequest request, string[] paths)
    {
        // To routing, a slash at the end makes no difference.
        var requested = request.Path.Value.AsSpan().TrimEnd('/');
        foreach (var path in paths)
            if (requested.Equals(path, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
