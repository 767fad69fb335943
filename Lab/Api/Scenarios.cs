using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>What can be measured: reads first, for writes make what is read grow.</summary>
internal static class Scenarios
{
    private const int Variety = 256;

    private static readonly string Paragraph = string.Concat(Enumerable.Repeat("A plain sentence of an article that somebody took the time to write. ", 12));

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("global", "global list", false, (_, _) => [Get("/api/articles")]),
        new("tag", "list by tag", false, (corpus, _) => corpus.Tags.Take(Variety).Select(tag => Get($"/api/articles?tag={Uri.EscapeDataString(tag)}"))),
        new("author", "list by author", false, (corpus, _) => corpus.Authors.Take(Variety).Select(name => Get($"/api/articles?author={Uri.EscapeDataString(name)}"))),
        new("favorited", "list favourited", false, (corpus, _) => corpus.Users.Take(Variety).Select(user => Get($"/api/articles?favorited={user.Name}"))),
        new("article", "single article", false, (corpus, _) => corpus.Articles.Take(Variety).Select(article => Get(PathOf(article)))),
        new("comments", "comments", false, (corpus, _) => corpus.Discussed.Select(article => Get($"{PathOf(article)}/comments"))),
        new("feed", "feed", false, (corpus, _) => corpus.Users.Take(Variety).Select(user => new Request("GET", "/api/articles/feed", user))),
        new("profile", "profile", false, (corpus, _) => corpus.Authors.Take(Variety).Select(name => Get($"/api/profiles/{Uri.EscapeDataString(name)}"))),
        new("favorite", "favourite on/off", true, Favorites),
        new("comment", "comment", true, Comments),
        new("create", "create article", true, NewArticles),
    ];

    public static string NewArticle(string title, params string[] tags) =>
        JsonSerializer.Serialize(new { article = new { title, description = $"About {title}", body = $"# {title}\n\n{Paragraph}", tagList = tags } });

    public static string NewComment(string text) => JsonSerializer.Serialize(new { comment = new { body = text } });

    public static string PathOf(LabArticle article) => $"/api/articles/{Uri.EscapeDataString(article.Slug)}";

    private static Request Get(string path) => new("GET", path);

    // All are switched on before the first is switched off, so each request changes something though many are under way.
    private static IEnumerable<Request> Favorites(Corpus corpus, int side)
    {
        var pairs = Pairs(corpus, side).ToList();
        return pairs.Select(pair => new Request("POST", $"{PathOf(pair.Article)}/favorite", pair.User))
            .Concat(pairs.Select(pair => new Request("DELETE", $"{PathOf(pair.Article)}/favorite", pair.User)));
    }

    private static IEnumerable<Request> Comments(Corpus corpus, int side) =>
        Pairs(corpus, side).Select(pair => new Request("POST", $"{PathOf(pair.Article)}/comments", pair.User, NewComment("A short comment, as most of them are.")));

    private static IEnumerable<Request> NewArticles(Corpus corpus, int side) => Enumerable.Range(0, Variety)
        .Select(number => new Request("POST", "/api/articles", Theirs(corpus.Users, side)[number % Theirs(corpus.Users, side).Count], NewArticle($"Written under load, number {number}", "lab", "load")));

    private static IEnumerable<(LabUser User, LabArticle Article)> Pairs(Corpus corpus, int side) =>
        from article in Theirs(corpus.Own, side)
        from user in Theirs(corpus.Users, side)
        select (user, article);

    private static List<T> Theirs<T>(IReadOnlyList<T> all, int side) => [.. all.Where((_, index) => index % 2 == side)];
}
