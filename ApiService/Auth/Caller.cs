using Conduit.Data.Routing;

namespace Conduit.ApiService.Auth;

/// <summary>The account that sent the request, as the accounts database has it now.</summary>
internal sealed record Caller(long Id, string Username, string Email, string? Bio, string? Image, int ProfileVersion)
{
    /// <summary>The id of no account: for queries about the caller's own data.</summary>
    public const long Anonymous = 0;

    /// <summary>The session of the request's token; null for a token from before the introduction of sessions.</summary>
    public long? Session { get; init; }

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

internal static class CallerExtensions
{
    public static long IdOrAnonymous(this Caller? caller) => caller?.Id ?? Caller.Anonymous;

    /// <summary>The cache tags of the caller's own data: none for an anonymous request.</summary>
    public static IEnumerable<string> TagsOfCaller(long caller, params Func<long, string>[] tags) =>
        caller == Caller.Anonymous ? [] : tags.Select(tag => tag(caller));

    /// <summary>Caches the result of an anonymous request, which is the same for all of them.</summary>
    public static Query<T> CachedIfAnonymous<T>(this Query<T> query, long caller, string cacheKey, Func<T, int>? characters = null) =>
        caller == Caller.Anonymous ? query.CachedAs(cacheKey, characters) : query;
}
