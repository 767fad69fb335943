namespace Conduit.ServiceDefaults.Redis;

/// <summary>
/// Limits how long one request waits for Redis servers in total. It sends several commands in turn, each with the <see
/// cref="RedisCircuitBreaker.Timeout"/>; after the first timeout it sends no more. Time spent on replies does not count: otherwise a busy
/// machine would read the databases more instead of less.
/// </summary>
/// <remarks>It follows the asynchronous flow of the code that began it, like <see cref="AsyncLocal{T}"/>.</remarks>
public sealed class RequestRedisBudget
{
    private static readonly AsyncLocal<RequestRedisBudget?> Ambient = new();

    private volatile bool _isSpent;

    private RequestRedisBudget()
    {
    }

    /// <summary>Whether this request has met a timeout. Outside a request every command may wait.</summary>
    public static bool IsSpent => Ambient.Value is { _isSpent: true };

    /// <summary>Begins the budget of a request, for the code that is called from here on.</summary>
    public static void Begin() => Ambient.Value = new();

    /// <summary>Notes that this request has met a timeout.</summary>
    public static void Spend()
    {
        if (Ambient.Value is { } budget) budget._isSpent = true;
    }
}
