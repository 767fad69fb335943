namespace Conduit.Freshness;

/// <summary>
/// How long one request waits for Redis servers in all. It asks them several times, one after the other, and each has its <see cref="Patience.Longest"/>; but once it has
/// waited in vain, it asks none of them any more and goes on without. What it waited for servers that answer does not count: a machine under load would else read more, not less.
/// </summary>
/// <remarks>It follows the flow of the code that began it, as <see cref="AsyncLocal{T}"/> does.</remarks>
public sealed class RequestPatience
{
    private static readonly AsyncLocal<RequestPatience?> Ambient = new();

    private volatile bool _isOver;

    private RequestPatience()
    {
    }

    /// <summary>Whether this request has waited in vain. What belongs to no request has patience each time.</summary>
    public static bool IsOver => Ambient.Value is { _isOver: true };

    /// <summary>Begins a request, for the code that is called from here on.</summary>
    public static void Begin() => Ambient.Value = new();

    /// <summary>This request has waited in vain.</summary>
    public static void End()
    {
        if (Ambient.Value is { } request) request._isOver = true;
    }
}
