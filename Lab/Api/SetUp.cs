using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>Creates the users, articles and comments that a run needs, through the API.</summary>
/// <param name="size">How much data is needed.</param>
/// <param name="api">The API.</param>
/// <param name="cancellationToken">Cancels the set-up.</param>
internal sealed class SetUp(CorpusSize size, LabClient api, CancellationToken cancellationToken)
{
    private const int MaxConcurrency = 4;
    private const int ArticlesRead = 1000;
    private const int PageSize = 100;
    private const int Discussed = 50;
    private const int Own = 64;
    private const int CommentsEach = 3;
    private const int FollowsEach = 10;
    private const int FavoritesEach = 20;

    private static readonly string[] Tags = ["dotnet", "postgres", "redis", "sharding", "caching", "queues", "tracing", "testing"];

    private readonly string _run = RandomNumberGenerator.GetHexString(6, lowercase: true);

    public async Task<Corpus> RunAsync()
    {
        Progress.Say($"measuring {api.Target}");
        var articles = await ReadArticlesAsync();

        Progress.Say($"signing up {size.Users} users");
        var users = await EachAsync(Enumerable.Range(1, size.Users), RegisterAsync);

        if (size.Articles - articles.Count is var lacking and > 0)
        {
            Progress.Say($"publishing {lacking} articles, because there are only {articles.Count}");
            var added = await EachAsync(Enumerable.Range(0, lacking), number => PublishAsync(
                users[number % users.Count],
                $"An article of the lab, number {number}",
                Tags[number % Tags.Length],
                Tags[(number + 3) % Tags.Length]));
            articles = [.. added, .. articles];
        }

        var ownCount = size.WithOwn ? Own : 0;
        if (ownCount > 0) Progress.Say($"publishing {Own} articles for writes");
        var own = await EachAsync(
            Enumerable.Range(0, ownCount),
            number => PublishAsync(users[number % users.Count], $"An article under load, number {number}", "lab"));

        var authors = articles.Select(article => article.Author).Distinct().ToList();
        Progress.Say("following, favouriting and commenting");
        await EachAsync(
            Pair(users, authors, FollowsEach).Where(pair => pair.User.Name != pair.Item),
            pair => api.SendAsync("POST", $"/api/profiles/{Uri.EscapeDataString(pair.Item)}/follow", pair.User));
        await EachAsync(
            Pair(users, articles, FavoritesEach),
            pair => api.SendAsync("POST", $"{Scenarios.PathOf(pair.Item)}/favorite", pair.User));
        var discussed = articles.Take(Discussed).ToList();
        await EachAsync(discussed.Index(), article => DiscussAsync(article.Item, article.Index, users));

        return new Corpus(users, articles, discussed, own);
    }

    private async Task<List<LabArticle>> ReadArticlesAsync()
    {
        var articles = new List<LabArticle>();
        while (articles.Count < ArticlesRead)
        {
            var page = (await api.GetAsync($"/api/articles?limit={PageSize}&offset={articles.Count}")).GetProperty("articles");
            articles.AddRange(page.EnumerateArray().Select(Read));
            if (page.GetArrayLength() < PageSize) break;
        }

        return articles;
    }

    private async Task<LabUser> RegisterAsync(int number)
    {
        var name = $"lab-{_run}-{number}";
        var user = new { username = name, email = $"{name}@lab.example", password = RandomNumberGenerator.GetHexString(32) };
        var response = await api.SendAsync("POST", "/api/users", json: JsonSerializer.Serialize(new { user }));
        var token = response.GetProperty("user").GetProperty("token").GetString()!;
        return new LabUser(Subject(token), name, token);
    }

    // The baseline needs the id itself, because it checks no token.
    private static long Subject(string token)
    {
        var claims = Base64Url.DecodeFromChars(token.Split('.')[1]);
        return long.Parse(JsonDocument.Parse(claims).RootElement.GetProperty("sub").GetString()!, CultureInfo.InvariantCulture);
    }

    private async Task<LabArticle> PublishAsync(LabUser author, string title, params string[] tags) =>
        Read((await api.SendAsync("POST", "/api/articles", author, Scenarios.NewArticle(title, tags))).GetProperty("article"));

    private async Task<int> DiscussAsync(LabArticle article, int number, IReadOnlyList<LabUser> users)
    {
        var path = $"{Scenarios.PathOf(article)}/comments";
        if ((await api.GetAsync(path)).GetProperty("comments").GetArrayLength() is var existing and > 0) return existing;

        for (var count = 0; count < CommentsEach; count++)
            await api.SendAsync("POST", path, users[(number + count) % users.Count], Scenarios.NewComment($"Comment {count} of the lab."));

        return CommentsEach;
    }

    private static LabArticle Read(JsonElement article) => new(
        article.GetProperty("slug").GetString()!,
        article.GetProperty("author").GetProperty("username").GetString()!,
        [.. article.GetProperty("tagList").EnumerateArray().Select(tag => tag.GetString()!)]);

    /// <summary>Pairs each user with some of the items, different ones for each user.</summary>
    private static IEnumerable<(LabUser User, T Item)> Pair<T>(IReadOnlyList<LabUser> users, IReadOnlyList<T> all, int each) =>
        from user in users.Index()
        from number in Enumerable.Range(0, Math.Min(each, all.Count))
        select (user.Item, all[((user.Index * each) + number) % all.Count]);

    private async Task<IReadOnlyList<TOut>> EachAsync<TIn, TOut>(IEnumerable<TIn> all, Func<TIn, Task<TOut>> act)
    {
        var inputs = all.ToList();
        var outputs = new TOut[inputs.Count];
        await Parallel.ForAsync(
            0,
            inputs.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (index, _) => outputs[index] = await act(inputs[index]));
        return outputs;
    }
}
