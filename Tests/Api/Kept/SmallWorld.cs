using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Kept;

/// <summary>A few people who do whatever the contract lets them do, and every view that may show it.</summary>
internal sealed class SmallWorld
{
    private static readonly Func<SmallWorld, Random, Task<string>>[] Deeds =
        [PublishAsync, RetitleAsync, RetagAsync, DeleteAsync, FavoriteAsync, FavoriteAsync, UnfavoriteAsync, CommentAsync, UncommentAsync, FollowAsync, UnfollowAsync, RenameAsync, DescribeAsync];

    private readonly string[] _tags = [.. Enumerable.Range(0, 2).Select(number => $"small-{Guid.NewGuid():N}"[..14] + number)];
    private readonly List<(Visitor Author, string Slug)> _articles = [];
    private readonly List<(Visitor Author, string Article, long Id)> _comments = [];
    private readonly List<Visitor> _people = [];
    private readonly List<string> _names = [];
    private readonly Visitor _anonymous;
    private int _deeds;

    private SmallWorld(Visitor anonymous) => _anonymous = anonymous;

    public static async Task<SmallWorld> CreateAsync(ConduitApplication application)
    {
        var world = new SmallWorld(application.Visitor());
        // New users go to the emptiest shard, so these live on different ones.
        for (var person = 0; person < 3; person++) world._people.Add(await application.Visitor().RegisterAsync("small"));
        world._names.AddRange(world._people.Select(person => person.Name));
        foreach (var person in world._people) world._articles.Add((person, await person.PublishAsync("The first", world._tags)));
        return world;
    }

    /// <summary>Somebody does something; says what.</summary>
    public Task<string> DoAsync(Random random)
    {
        _deeds++;
        return Deeds[random.Next(Deeds.Length)](this, random);
    }

    /// <summary>Everything that anybody is shown, by who asks and what for.</summary>
    public async Task<Dictionary<string, string>> ViewsAsync()
    {
        var asked = Paths().Select(path => (Who: "anybody", By: _anonymous, Path: path))
            .Concat(_people.SelectMany((person, number) => OwnPaths().Select(path => (Who: $"person {number}", By: person, Path: path))));
        var shown = await Task.WhenAll(asked.Select(async one => (Key: $"{one.Who}: {one.Path}", Answer: await ShowAsync(one.By, one.Path))));
        return shown.ToDictionary(one => one.Key, one => one.Answer);
    }

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
        ["/api/user", "/api/articles/feed", $"/api/articles?tag={_tags[0]}", $"/api/profiles/{_names[0]}", $"/api/articles/{_articles[^1].Slug}", $"/api/articles/{_articles[0].Slug}/comments"];

    private static async Task<string> ShowAsync(Visitor by, string path)
    {
        using var response = await by.Http.GetAsync(path);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    private static T Any<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private static async Task<string> PublishAsync(SmallWorld world, Random random)
    {
        var author = Any(random, world._people);
        world._articles.Add((author, await author.PublishAsync($"Deed {world._deeds}", random.Next(2) == 0 ? world._tags : [Any(random, world._tags)])));
        return "publishes";
    }

    private static async Task<string> RetitleAsync(SmallWorld world, Random random)
    {
        var (author, slug) = Any(random, world._articles);
        await author.Http.PutAsync($"/api/articles/{slug}", Body(new { article = new { title = $"Deed {world._deeds}" } }));
        return "changes a title";
    }

    private static async Task<string> RetagAsync(SmallWorld world, Random random)
    {
        var (author, slug) = Any(random, world._articles);
        await author.Http.PutAsync($"/api/articles/{slug}", Body(new { article = new { tagList = new[] { Any(random, world._tags) } } }));
        return "changes the tags";
    }

    private static async Task<string> DeleteAsync(SmallWorld world, Random random)
    {
        var (author, slug) = Any(random, world._articles);
        await author.Http.DeleteAsync($"/api/articles/{slug}");
        return "deletes an article";
    }

    private static async Task<string> FavoriteAsync(SmallWorld world, Random random)
    {
        await Any(random, world._people).Http.PostAsync($"/api/articles/{Any(random, world._articles).Slug}/favorite", null);
        return "makes a favourite";
    }

    private static async Task<string> UnfavoriteAsync(SmallWorld world, Random random)
    {
        await Any(random, world._people).Http.DeleteAsync($"/api/articles/{Any(random, world._articles).Slug}/favorite");
        return "takes a favourite back";
    }

    private static async Task<string> CommentAsync(SmallWorld world, Random random)
    {
        var (author, article) = (Any(random, world._people), Any(random, world._articles).Slug);
        using var response = await author.Http.PostAsync($"/api/articles/{article}/comments", Body(new { comment = new { body = $"Deed {world._deeds}" } }));
        if (response.StatusCode == HttpStatusCode.Created)
            world._comments.Add((author, article, System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("comment").GetProperty("id").GetInt64()));
        return "comments";
    }

    private static async Task<string> UncommentAsync(SmallWorld world, Random random)
    {
        if (world._comments.Count == 0) return await CommentAsync(world, random);
        var (author, article, id) = Any(random, world._comments);
        await author.Http.DeleteAsync($"/api/articles/{article}/comments/{id}");
        return "deletes a comment";
    }

    private static async Task<string> FollowAsync(SmallWorld world, Random random)
    {
        await Any(random, world._people).Http.PostAsync($"/api/profiles/{Any(random, world._names)}/follow", null);
        return "follows";
    }

    private static async Task<string> UnfollowAsync(SmallWorld world, Random random)
    {
        await Any(random, world._people).Http.DeleteAsync($"/api/profiles/{Any(random, world._names)}/follow");
        return "follows no longer";
    }

    // A name that was given up may be taken again, by anybody.
    private static async Task<string> RenameAsync(SmallWorld world, Random random)
    {
        if (random.Next(2) == 0 && world._names.Count < 6) world._names.Add($"{world._names[0]}-{world._deeds}");
        await Any(random, world._people).Http.PutAsync("/api/user", Body(new { user = new { username = Any(random, world._names) } }));
        return "takes a name";
    }

    private static async Task<string> DescribeAsync(SmallWorld world, Random random)
    {
        await Any(random, world._people).SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = $"Deed {world._deeds}" } });
        return "changes a profile";
    }

    private static System.Net.Http.Json.JsonContent Body(object body) => System.Net.Http.Json.JsonContent.Create(body);
}
