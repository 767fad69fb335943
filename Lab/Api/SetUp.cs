using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>Sees to it, through the API, that there is something to measure.</summary>
/// <param name="size">How much there has to be.</param>
/// <param name="api">The API.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class SetUp(CorpusSize size, LabClient api, CancellationToken cancellationToken)
{
    private const int AtOnce = 4;
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
            Progress.Say($"publishing {lacking} articles, for there are only {articles.Count}");
            var added = await EachAsync(
                Enumerable.Range(0, lacking),
                number => PublishAsync(users[number % users.Count], $"An article of the lab, number {number}", Tags[number % Tags.Length], Tags[(number + 3) % Tags.Length]));
            articles = [.. added, .. articles];
        }

        var toWriteTo = size.WithOwn ? Own : 0;
        if (toWriteTo > 0) Progress.Say($"publishing {Own} more to write to");
        var own = await EachAsync(Enumerable.Range(0, toWriteTo), number => PublishAsync(users[number % users.Count], $"An article under load, number {number}", "lab"));

        var authors = articles.Select(article => article.Author).Distinct().ToList();
        Progress.Say("following, favouriting and commenting");
        await EachAsync(From(users, authors, FollowsEach).Where(pair => pair.User.Name != pair.What), pair => api.SendAsync("POST", $"/api/profiles/{Uri.EscapeDataString(pair.What)}/follow", pair.User));
        await EachAsync(From(users, articles, FavoritesEach), pair => api.SendAsync("POST", $"{Scenarios.PathOf(pair.What)}/favorite", pair.User));
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
        var answer = await api.SendAsync("POST", "/api/users", json: JsonSerializer.Serialize(new { user }));
        var token = answer.GetProperty("user").GetProperty("token").GetString()!;
        return new LabUser(Subject(token), name, token);
    }

    // The baseline is told the id itself, for it checks no token.
    private static long Subject(string token)
    {
        var claims = Base64Url.DecodeFromChars(token.Split('.')[1]);
        return long.Parse(JsonDocument.Parse(claims).RootElement.GetProperty("sub").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<LabArticle> PublishAsync(LabUser author, string title, params string[] tags) =>
        Read((await api.SendAsync("POST", "/api/articles", author, Scenarios.NewArticle(title, tags))).GetProperty("article"));

    private async Task<int> DiscussAsync(LabArticle article, int number, IReadOnlyList<LabUser> users)
    {
        var path = $"{Scenarios.PathOf(article)}/comments";
        if ((await api.GetAsync(path)).GetProperty("comments").GetArrayLength() is var there and > 0) return there;

        for (var count = 0; count < CommentsEach; count++)
            await api.SendAsync("POST", path, users[(number + count) % users.Count], Scenarios.NewComment($"Comment {count} of the lab."));
        return CommentsEach;
    }

    private static LabArticle Read(JsonElement article) => new(
        article.GetProperty("slug").GetString()!,
        article.GetProperty("author").GetProperty("username").GetString()!,
        [.. article.GetProperty("tagList").EnumerateArray().Select(tag => tag.GetString()!)]);

    /// <summary>A few of all for each user, other ones for each.</summary>
    private static IEnumerable<(LabUser User, T What)> From<T>(IReadOnlyList<LabUser> users, IReadOnlyList<T> all, int each) =>
        from user in users.Index()
        from number in Enumerable.Range(0, Math.Min(each, all.Count))
        select (user.Item, all[((user.Index * each) + number) % all.Count]);

    private async Task<IReadOnlyList<TOut>> EachAsync<TIn, TOut>(IEnumerable<TIn> all, Func<TIn, Task<TOut>> act)
    {
        var inputs = all.ToList();
        var outputs = new TOut[inputs.Count];
        await Parallel.ForAsync(0, inputs.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, _) => outputs[index] = await act(inputs[index]));
        return outputs;
    }
}
