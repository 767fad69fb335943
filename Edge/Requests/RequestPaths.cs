namespace Conduit.Edge.Requests;

/// <summary>Where answers go on for as long as somebody listens: they take no slot of a server, tell nothing of its speed, and are not kept.</summary>
internal static class StreamedPaths
{
    private static readonly string[] Paths = ["/live", "/api/notifications/stream"];

    public static bool IsStreamed(this HttpRequest request)
    {
        // To routing, a slash at the end makes no difference.
        var asked = request.Path.Value.AsSpan().TrimEnd('/');
        foreach (var path in Paths)
            if (asked.Equals(path, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
