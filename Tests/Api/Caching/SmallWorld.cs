using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Caching;

/// <summary>A few users who perform random operations of the contract, and every view that may show them.</summary>
internal sealed class SmallWorld
{
    private const int MaxAttempts = 20;

    private readonly string[] _tags = [.. Enumerable.Range(0, 2).Select(number => $"small-{Guid.NewGuid():N}"[..14] + number)];
    private readonly List<(Visitor Author, string Slug)> _articles = [];
    private readonly List<(Visitor Author, string Article, long Id)> _comments = [];
    private readonly List<Visitor> _people = [];
    private readonly List<string> _names = [];
    private readonly Visitor _anonymous;
    private readonly Visitor _pastTheEdge;
    private readonly (string What, Func<Random, Task> Do)[] _actions;
    private int _done;

    private SmallWorld(Visitor anonymous, Visitor pastTheEdge)
    {
        (_anonymous, _pastTheEdge) = (anonymous, pastTheEdge);
        _actions =
        [
            ("publishes", PublishAsync),
            ("changes a title", random => ChangeAsync(random, new { article = new { title = Text } })),
            ("changes the tags", random => ChangeAsync(random, new { article = new { tagList = new[] { Any(random, _tags) } } })),
            ("deletes an article", DeleteAsync),
            ("makes a favourite", random => FavoriteAsync(random, HttpMethod.Post)),
            ("makes another favourite", random => FavoriteAsync(random, HttpMethod.Post)),
            ("takes a favourite back", random => FavoriteAsync(random, HttpMethod.Delete)),
            ("comments", CommentAsync),
            ("deletes a comment", UncommentAsync),
            ("follows", random => SendAsAnyUserAsync(random, HttpMethod.Post, $"/api/profiles/{Any(random, _names)}/follow")),
            ("follows no longer", random => SendAsAnyUserAsync(random, HttpMethod.Delete, $"/api/profiles/{Any(random, _names)}/follow")),
            ("takes a name", RenameAsync),
            ("changes a profile", random => Any(random, _people).SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = Text } })),
        ];
    }

    // Each value is used once only.
    private string Text => $"Action {_done}";

    public static async Task<SmallWorld> CreateAsync(ConduitApplication application)
    {
        var world = new SmallWorld(application.Visitor(), application.Visitor().PastTheEdge());
        // New users go to the emptiest shard, so these live on different ones.
        for (var person = 0; person < 3; person++) world._people.Add(await application.Visitor().RegisterAsync("small"));
        world._names.AddRange(world._people.Select(person => person.Name));
        foreach (var person in world._people) world._articles.Add((person, await person.PublishAsync("The first", world._tags)));
        return world;
    }

    /// <summary>Performs a random operation and returns its description.</summary>
    public async Task<string> DoAsync(Random random)
    {
        _done++;
        var (what, act) = Any(random, _actions);
        await act(random);
        return what;
    }

    /// <summary>Every view, by reader and path.</summary>
    public async Task<Dictionary<string, string>> ViewsAsync()
    {
        var pages = _names.Select(name => $"/profile/{name}");
        var views = Paths().Select(path => (Who: "anonymous past the edge", By: _pastTheEdge, Path: path))
            .Concat(Paths().Concat(pages).Select(path => (Who: "anonymous", By: _anonymous, Path: path)))
            .Concat(_people.SelectMany((person, number) => OwnPaths().Select(path => (Who: $"person {number}", By: person, Path: path))));
        var shown = await Task.WhenAll(
            views.Select(async one => (Key: $"{one.Who}: {one.Path}", Answer: await ShowAsync(one.By, one.Path))));
        return shown.ToDictionary(one => one.Key, one => one.Answer);
    }

    /// <summary>For each user the feed, and the articles of the followed authors in the same order.</summary>
    public async Task<(string Feed, string Articles)[]> FeedsAsync() => await Task.WhenAll(_people.Select(async person =>
    {
        var names = await Task.WhenAll(_people.Select(NameAsync));
        var followed = await Task.WhenAll(names.Select(async name => (Name: name, Is: await FollowsAsync(person, name))));
        var articles = await Task.WhenAll(followed.Where(one => one.Is).Select(one => person.ListAsync($"?author={one.Name}&limit=100")));
        var newest = articles
            .SelectMany(list => list)
            .OrderByDescending(article => article.GetProperty("createdAt").GetString(), StringComparer.Ordinal)
            .ToList();
        var feed = await person.GetAsync("/api/articles/feed?limit=100");
        return (feed.GetRawText(), $$"""{"articles":[{{string.Join(',', newest)}}],"articlesCount":{{newest.Count}}}""");
    }));

    private IEnumerable<string> Paths() =>
    [
        "/api/tags", "/api/articles?limit=10", "/api/articles?limit=2&offset=1",
        .. _tags.SelectMany(tag => new[] { $"/api/articles?tag={tag}", $"/api/articles?tag={tag}&limit=1&offset=300" }),
        .. _names.SelectMany(name => new[]
        {
            $"/api/profiles/{name}", $"/api/articles?author={name}", $"/api/articles?favorited={name}",
            $"/api/articles?author={name}&tag={_tags[0]}", $"/api/articles?favorited={name}&tag={_tags[1]}",
        }),
        .. _articles.SelectMany(article => new[] { $"/api/articles/{article.Slug}", $"/api/articles/{article.Slug}/comments" }),
    ];

    private IEnumerable<string> OwnPaths() =>
    [
        "/api/user",
        "/api/articles/feed",
        $"/api/articles?tag={_tags[0]}",
        $"/api/profiles/{_names[0]}",
        $"/api/articles/{_articles[^1].Slug}",
        $"/api/articles/{_articles[0].Slug}/comments",
    ];

    // On a busy machine a shard may miss its deadline. The response then says so and holds nothing to compare, so it is requested again.
    private static async Task<string> ShowAsync(Visitor by, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await by.Http.GetAsync(path);
            var isWhole = response.StatusCode != HttpStatusCode.ServiceUnavailable && !response.Headers.Contains("X-Partial");
            if (isWhole || attempt == MaxAttempts) return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
    }

    private static T Any<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    // The user may lack the permission, or the target may be gone: refusals belong to the test.
    private static async Task<string> NameAsync(Visitor person) =>
        (await person.GetAsync("/api/user")).GetProperty("user").GetProperty("username").GetString()!;

    private static async Task<bool> FollowsAsync(Visitor person, string name) =>
        (await person.GetAsync($"/api/profiles/{name}")).GetProperty("profile").GetProperty("following").GetBoolean();

    private Task<HttpResponseMessage> FavoriteAsync(Random random, HttpMethod method) =>
        SendAsAnyUserAsync(random, method, $"/api/articles/{Any(random, _articles).Slug}/favorite");

    private Task<HttpResponseMessage> SendAsAnyUserAsync(Random random, HttpMethod method, string path, object? body = null) =>
        SendAsync(Any(random, _people), method, path, body);

    private static async Task<HttpResponseMessage> SendAsync(Visitor person, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await person.Http.SendAsync(request);
    }

    private async Task PublishAsync(Random random)
    {
        var author = Any(random, _people);
        _articles.Add((author, await author.PublishAsync(Text, random.Next(2) == 0 ? _tags : [Any(random, _tags)])));
    }

    private Task<HttpResponseMessage> ChangeAsync(Random random, object change)
    {
        var (author, slug) = Any(random, _articles);
        return SendAsync(author, HttpMethod.Put, $"/api/articles/{slug}", change);
    }

    private Task<HttpResponseMessage> DeleteAsync(Random random)
    {
        var (author, slug) = Any(random, _articles);
        return SendAsync(author, HttpMethod.Delete, $"/api/articles/{slug}");
    }

    private async Task CommentAsync(Random random)
    {
        var (author, article) = (Any(random, _people), Any(random, _articles).Slug);
        var comment = new { comment = new { body = Text } };
        using var response = await SendAsync(author, HttpMethod.Post, $"/api/articles/{article}/comments", comment);
        if (response.StatusCode == HttpStatusCode.Created)
        {
            var created = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("comment");
            _comments.Add((author, article, created.GetProperty("id").GetInt64()));
        }
    }

    private Task UncommentAsync(Random random)
    {
        if (_comments.Count == 0) return CommentAsync(random);
        var (author, article, id) = Any(random, _comments);
        return SendAsync(author, HttpMethod.Delete, $"/api/articles/{article}/comments/{id}");
    }

    // A name that was given up may be taken by any user.
    private Task<HttpResponseMessage> RenameAsync(Random random)
    {
        if (random.Next(2) == 0 && _names.Count < 6) _names.Add($"{_names[0]}-{_done}");
        return SendAsAnyUserAsync(random, HttpMethod.Put, "/api/user", new { user = new { username = Any(random, _names) } });
    }
}
