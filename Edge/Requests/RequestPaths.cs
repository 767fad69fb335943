namespace Conduit.Edge.Requests;

/// <summary>Classifies requests by their paths.</summary>
internal static class RequestPaths
{
    private static readonly PathString Api = "/api";
    private static readonly string[] Streams = ["/live", "/api/notifications/stream"];
    private static readonly string[] SignIns = ["/api/users", "/api/users/login", "/login", "/register"];

    /// <summary>Whether it goes to the API servers.</summary>
    public static bool IsForApi(this HttpRequest request) => request.Path.StartsWithSegments(Api);

    /// <summary>
    /// Whether the response is an event stream, which lasts as long as the client listens: it takes no slot of a server, does not count in
    /// its statistics, and is not cached.
    /// </summary>
    public static bool IsStreamed(this HttpRequest request) => IsOneOf(request, Streams);

    /// <summary>Whether it signs in or registers: the server computes a password hash for an anonymous client.</summary>
    public static bool IsSignIn(this HttpRequest request) => HttpMethods.IsPost(request.Method) && IsOneOf(request, SignIns);

    private static bool IsOneOf(HttpRequest request, string[] paths)
    {
        // Routing ignores a trailing slash.
        var requested = request.Path.Value.AsSpan().TrimEnd('/');
        foreach (var path in paths)
            if (requested.Equals(path, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
