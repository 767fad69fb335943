using System.Collections.Immutable;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>The acknowledged writes; in the end exactly these must be stored.</summary>
internal sealed class Ledger
{
    private readonly IReadOnlyList<Visitor> _people;
    private readonly Dictionary<string, int> _articles = [];
    private readonly Dictionary<long, string> _comments = [];
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _gone = [];

    private Ledger(IReadOnlyList<Visitor> people)
    {
        _people = people;
        _names = [.. people.Select(person => person.Name)];
    }

    /// <summary>Starts with some articles of each user.</summary>
    public static async Task<Ledger> OpenAsync(IReadOnlyList<Visitor> people)
    {
        var ledger = new Ledger(people);
        foreach (var (number, person) in people.Index())
        {
            for (var article = 0; article < 4; article++)
                ledger._articles[Id(await person.PublishAsync($"Found there {article}"))] = number;
        }

        return ledger;
    }

    public Visitor Person(int number) => _people[number % _people.Count];

    public string Name(int number) => _names.ElementAt(number % _names.Count);

    /// <summary>The slug of an article that exists or existed.</summary>
    public string Article(int number) => _articles.Keys.Concat(_gone).ElementAt(number % (_articles.Count + _gone.Count));

    /// <summary>A comment that exists, or was deleted with its article.</summary>
    public (string Id, string Article) Comment(int number)
    {
        if (_comments.Count == 0)
            return ("0", Article(number));
        var (id, article) = _comments.ElementAt(number % _comments.Count);
        return ($"{id}", article);
    }

    /// <summary>Records the write that a successful response acknowledges.</summary>
    public void Take(OddRequest request, string path, JsonElement answer)
    {
        var person = request.Sender.Person % _people.Count;
        switch (request.Endpoint.Method, request.Endpoint.Path)
        {
            case ("POST", "/api/users"):
                _names.Add(answer.GetProperty("user").GetProperty("username").GetString()!);
                break;
            case ("PUT", "/api/user"):
                _people[person].Token = answer.GetProperty("user").GetProperty("token").GetString();
                break;
            case ("POST", "/api/articles"):
                _articles[Id(answer.GetProperty("article").GetProperty("slug").GetString()!)] = person;
                break;
            case ("DELETE", "/api/articles/{slug}"):
                Remove(Id(Uri.UnescapeDataString(path.Split('/')[^1])));
                break;
            case ("POST", "/api/articles/{slug}/comments"):
                _comments[answer.GetProperty("comment").GetProperty("id").GetInt64()] = Id(Uri.UnescapeDataString(path.Split('/')[^2]));
                break;
            case ("DELETE", "/api/articles/{slug}/comments/{comment}") when path.EndsWith("/..", StringComparison.Ordinal):
                // Two dots lead up, to the article itself.
                Remove(Id(Uri.UnescapeDataString(path.Split('/')[^3])));
                break;
            case ("DELETE", "/api/articles/{slug}/comments/{comment}"):
                _comments.Remove(long.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Checks that everything acknowledged is stored, counted correctly, and that nothing else is.</summary>
    public async Task BalanceAsync(Visitor anonymous)
    {
        foreach (var (number, person) in _people.Index())
        {
            var name = (await person.GetAsync("/api/user")).GetProperty("user").GetProperty("username").GetString()!;
            var listed = await ListAsync(anonymous, $"author={Uri.EscapeDataString(name)}");
            Assert.Equal(
                _articles.Where(article => article.Value == number).Select(article => article.Key).Order(),
                listed.Select(Id).Order());
            foreach (var slug in listed)
            {
                await anonymous.GetAsync($"/api/articles/{Uri.EscapeDataString(slug)}");
                var comments = (await anonymous.GetAsync($"/api/articles/{Uri.EscapeDataString(slug)}/comments")).GetProperty("comments");
                Assert.Equal(
                    _comments.Where(comment => comment.Value == Id(slug)).Select(comment => comment.Key).Order(),
                    comments.EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64()).Order());
            }
        }

        foreach (var name in _names.Except(_people.Select(person => person.Name)))
            await anonymous.GetAsync($"/api/profiles/{Uri.EscapeDataString(name)}");
    }

    private void Remove(string article)
    {
        Assert.True(_articles.Remove(article), $"{article} was deleted twice, or was never there");
        _gone.Add(article);
    }

    /// <summary>All slugs of a list; their number must equal the list's count.</summary>
    private static async Task<ImmutableArray<string>> ListAsync(Visitor anonymous, string filter)
    {
        var slugs = ImmutableArray<string>.Empty;
        while (true)
        {
            var page = await anonymous.GetAsync($"/api/articles?{filter}&limit=100&offset={slugs.Length}");
            if (page.GetProperty("articles").GetArrayLength() == 0)
            {
                Assert.Equal(page.GetProperty("articlesCount").GetInt32(), slugs.Length);
                return slugs;
            }

            var articles = page.GetProperty("articles").EnumerateArray();
            slugs = [.. slugs, .. articles.Select(article => article.GetProperty("slug").GetString()!)];
        }
    }

    /// <summary>The part of a slug that identifies the article: the title in front of it may differ.</summary>
    private static string Id(string slug) => slug[(slug.LastIndexOf('-') + 1)..];
}
