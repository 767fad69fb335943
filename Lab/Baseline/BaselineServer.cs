using System.Globalization;
using Conduit.Data.Ids;
using Conduit.Lab.Load;

namespace Conduit.Lab.Baseline;

/// <summary>A Kestrel server without routing, middleware or checks. It serves the lab's requests and no others.</summary>
internal static class BaselineServer
{
    private const string Articles = "/api/articles";
    private const string Profiles = "/api/profiles/";

    public static Task<int> RunAsync(BaselineDatabases databases) => BareServer.RunAsync(context => HandleAsync(context, databases));

    private static Task HandleAsync(HttpContext http, BaselineDatabases databases)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith(Profiles, StringComparison.Ordinal)) return Reads.ProfileAsync(http, databases, path[Profiles.Length..]);
        if (path.Length == Articles.Length)
            return HttpMethods.IsPost(http.Request.Method) ? Writes.PublishAsync(http, databases, User(http)) : ListAsync(http, databases);

        var rest = path[(Articles.Length + 1)..];
        if (rest == "feed") return Lists.FeedAsync(http, databases, User(http));

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        _ = Slug.TryReadId(slash < 0 ? rest : rest[..slash], out var article);
        return (slash < 0 ? "" : rest[(slash + 1)..], http.Request.Method) switch
        {
            ("", _) => Reads.ArticleAsync(http, databases, article),
            ("comments", "GET") => Reads.CommentsAsync(http, databases, article),
            ("comments", _) => Writes.CommentAsync(http, databases, article, User(http)),
            (_, "DELETE") => Writes.UnfavoriteAsync(http, databases, article, User(http)),
            _ => Writes.FavoriteAsync(http, databases, article, User(http)),
        };
    }

    private static Task ListAsync(HttpContext http, BaselineDatabases databases)
    {
        var query = http.Request.Query;
        return query["tag"] is [{ } tag] ? Lists.ByTagAsync(http, databases, tag)
            : query["author"] is [{ } author] ? Lists.ByAuthorAsync(http, databases, author)
            : query["favorited"] is [{ } reader] ? Lists.FavoritedAsync(http, databases, reader)
            : Lists.GlobalAsync(http, databases);
    }

    private static long User(HttpContext http) => long.Parse(http.Request.Headers[BaselineHeaders.User]!, CultureInfo.InvariantCulture);
}
