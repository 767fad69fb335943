using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>The scenarios of <c>lab api</c>. Reads come first, because writes make the lists that they read longer.</summary>
internal static class Scenarios
{
    private const int Variety = 256;

    private static readonly string Paragraph = string.Concat(
        Enumerable.Repeat("A plain sentence of an article that somebody took the time to write. ", 12));

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Read("global", "global list", _ => [Get("/api/articles")]),
        Read("tag", "list by tag", corpus => corpus.Tags.Take(Variety).Select(tag => Get($"/api/articles?tag={Escape(tag)}"))),
        Read("author", "list by author", corpus => corpus.Authors.Take(Variety).Select(PublishedBy)),
        Read("favorited", "list favourited", corpus => corpus.Users.Take(Variety).Select(FavoritesOf)),
        Read("article", "single article", corpus => corpus.Articles.Take(Variety).Select(article => Get(PathOf(article)))),
        Read("comments", "comments", corpus => corpus.Discussed.Select(article => Get($"{PathOf(article)}/comments"))),
        Read("feed", "feed", corpus => corpus.Users.Take(Variety).Select(user => new Request("GET", "/api/articles/feed", user))),
        Read("profile", "profile", corpus => corpus.Authors.Take(Variety).Select(name => Get($"/api/profiles/{Escape(name)}"))),
        new("favorite", "favourite on/off", Writes: true, Favorites),
        new("comment", "comment", Writes: true, Comments),
        new("create", "create article", Writes: true, NewArticles),
    ];

    public static string NewArticle(string title, params string[] tags) =>
        JsonSerializer.Serialize(new
        {
            article = new { title, description = $"About {title}", body = $"# {title}\n\n{Paragraph}", tagList = tags },
        });

    public static string NewComment(string text) => JsonSerializer.Serialize(new { comment = new { body = text } });

    public static string PathOf(LabArticle article) => $"/api/articles/{Escape(article.Slug)}";

    private static Scenario Read(string name, string title, Func<Corpus, IEnumerable<Request>> requests) =>
        new(name, title, Writes: false, (corpus, _) => requests(corpus));

    private static Request Get(string path) => new("GET", path);

    private static Request FavoritesOf(LabUser user) => Get($"/api/articles?favorited={user.Name}");

    private static Request PublishedBy(string name) => Get($"/api/articles?author={Escape(name)}");

    private static string Escape(string text) => Uri.EscapeDataString(text);

    // All are switched on before the first is switched off, so each request changes something although many are in flight.
    private static IEnumerable<Request> Favorites(Corpus corpus, int side)
    {
        var pairs = Pairs(corpus, side).ToList();
        return pairs.Select(pair => new Request("POST", $"{PathOf(pair.Article)}/favorite", pair.User))
            .Concat(pairs.Select(pair => new Request("DELETE", $"{PathOf(pair.Article)}/favorite", pair.User)));
    }

    private static IEnumerable<Request> Comments(Corpus corpus, int side) =>
        from pair in Pairs(corpus, side)
        let comment = NewComment("A short comment, as most of them are.")
        select new Request("POST", $"{PathOf(pair.Article)}/comments", pair.User, comment);

    private static IEnumerable<Request> NewArticles(Corpus corpus, int side)
    {
        var authors = OfSide(corpus.Users, side);
        return
            from number in Enumerable.Range(0, Variety)
            let article = NewArticle($"Written under load, number {number}", "lab", "load")
            select new Request("POST", "/api/articles", authors[number % authors.Count], article);
    }

    private static IEnumerable<(LabUser User, LabArticle Article)> Pairs(Corpus corpus, int side) =>
        from article in OfSide(corpus.Own, side)
        from user in OfSide(corpus.Users, side)
        select (user, article);

    private static List<T> OfSide<T>(IReadOnlyList<T> all, int side) => [.. all.Where((_, index) => index % 2 == side)];
}
