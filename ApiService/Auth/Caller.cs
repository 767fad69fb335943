using Conduit.Data.Routing;

namespace Conduit.ApiService.Auth;

/// <summary>The account that sent the request, as the accounts database has it now.</summary>
internal sealed record Caller(long Id, string Username, string Email, string? Bio, string? Image, int ProfileVersion)
{
    /// <summary>The id of no account: for queries about the caller's own data.</summary>
    public const long Nobody = 0;

    /// <summary>The session of the request's token; null for a token made before there were sessions.</summary>
    public long? Session { get; init; }

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Caller>());
}

internal static class CallerExtensions
{
    public static long IdOrNobody(this Caller? caller) => caller?.Id ?? Caller.Nobody;

    /// <summary>The tags of the caller's own data: none for an anonymous request.</summary>
    public static IEnumerable<string> Own(long caller, params Func<long, string>[] tags) => caller == Caller.Nobody ? [] : tags.Select(tag => tag(caller));

    /// <summary>Caches the result when it is the same for every anonymous request.</summary>
    public static Query<T> KeptForAll<T>(this Query<T> query, long caller, string key, Func<T, int>? characters = null) =>
        caller == Caller.Nobody ? query.CachedAs(key, characters) : query;
}
