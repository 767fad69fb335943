namespace Conduit.Edge.Requests;

/// <summary>Classifies requests by their paths.</summary>
internal static class RequestPaths
{
    private static readonly PathString Api = "/api";
    private static readonly PathString Media = "/media";
    private static readonly string[] Streams = ["/live", "/api/notifications/stream"];
    private static readonly string[] Uploads = ["/media", "/editor/picture", "/settings/picture"];
    private static readonly string[] SignIns = ["/api/users", "/api/users/login", "/login", "/register"];

    /// <summary>Whether it goes to the API servers.</summary>
    public static bool IsForApi(this HttpRequest request) => request.Path.StartsWithSegments(Api);

    /// <summary>Whether it goes to the media service.</summary>
    public static bool IsForMedia(this HttpRequest request) => request.Path.StartsWithSegments(Media);

    /// <summary>Whether the client is a program that expects errors in the contract's form, not as pages.</summary>
    public static bool IsForProgram(this HttpRequest request) => request.IsForApi() || request.IsForMedia();

    /// <summary>
    /// Whether it uploads a picture, to the media service or by a form of the pages: too large to be buffered, so it is streamed, under
    /// limits of its own, and sent to one server only.
    /// </summary>
    public static bool IsUpload(this HttpRequest request) => HttpMethods.IsPost(request.Method) && IsOneOf(request, Uploads);

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
