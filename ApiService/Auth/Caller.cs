using Conduit.Data.Routing;

namespace Conduit.ApiService.Auth;

/// <summary>Who sent the request, as the accounts database knows him now.</summary>
internal sealed record Caller(long Id, string Username, string Email, string? Bio, string? Image, int ProfileVersion)
{
    /// <summary>The id of nobody: for queries that ask what is the caller's own.</summary>
    public const long Nobody = 0;

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

internal static class CallerExtensions
{
    public static long IdOrNobody(this Caller? caller) => caller?.Id ?? Caller.Nobody;

    /// <summary>The tags of what is the caller's own: none where nobody asks.</summary>
    public static IEnumerable<string> Own(long caller, params Func<long, string>[] tags) => caller == Caller.Nobody ? [] : tags.Select(tag => tag(caller));

    /// <summary>What nobody in particular asked for is kept for all.</summary>
    public static Query<T> KeptForAll<T>(this Query<T> query, long caller, string key, Func<T, int>? characters = null) =>
        caller == Caller.Nobody ? query.KeptAs(key, characters) : query;
}
