using System.Net;
using System.Net.Http.Headers;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Caching;

/// <summary>Whole answers are kept for anonymous readers, and clients are told that what they have is still so; each answer says which tier gave it.</summary>
[Collection(SharedApplication.Name)]
public sealed class AnswersTests(WholeApplication whole)
{
    // More than there are servers.
    private const int Readers = 6;

    private readonly Visitor _anonymous = whole.Application.Visitor().PastTheEdge();

    public static TheoryData<string> Views => ["/api/articles?tag={0}", "/api/articles/{1}", "/api/articles/{1}/comments", "/api/profiles/{2}", "/api/tags"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task An_anonymous_answer_is_kept_whole_on_every_server_until_it_is_written_to(string view)
    {
        var (author, path) = await WorldAsync(view);
        var kept = await KeptAsync(path);

        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "Written to" } });
        var article = (await author.GetAsync($"/api/articles?author={author.Name}")).GetProperty("articles")[0].GetProperty("slug").GetString()!;
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{article}", new { article = new { tagList = new[] { $"other-{author.Name}" } } });
        await author.SendAsync(HttpMethod.Post, $"/api/articles/{article}/comments", new { comment = new { body = "Written to" } }, HttpStatusCode.Created);
        var written = await AnswerAsync(path);

        Assert.All(kept, answer => Assert.Equal((kept[0].Tag, kept[0].Body), (answer.Tag, answer.Body)));
        Assert.NotEqual("output", written.Tier);
        Assert.NotEqual((kept[0].Body, kept[0].Tag), (written.Body, written.Tag));
    }

    [Theory]
    [InlineData("author")]
    [InlineData("favorited")]
    [InlineData("tag")]
    public async Task List_with_an_empty_filter_is_not_taken_for_the_list_of_all(string filter)
    {
        var slug = await (await whole.Application.Visitor().RegisterAsync("listed")).PublishAsync("In the list of all");
        for (var reader = 0; reader < Readers; reader++)
        {
            Assert.Empty(await _anonymous.ListAsync($"?{filter}="));
            Assert.Equal(slug, (await _anonymous.ListAsync())[0].GetProperty("slug").GetString());
            Assert.Empty(await _anonymous.ListAsync($"?{filter}="));
        }
    }

    [Fact]
    public async Task Who_has_an_answer_that_is_still_so_is_told_just_that()
    {
        var (author, path) = await WorldAsync("/api/articles/{1}");
        var tag = (await KeptAsync(path))[0].Tag;

        for (var reader = 0; reader < Readers; reader++) Assert.Equal((HttpStatusCode.NotModified, "output"), await AgainAsync(_anonymous, path, tag));
        await author.SendAsync(HttpMethod.Put, path, new { article = new { description = "Not so any more" } });

        Assert.Equal(HttpStatusCode.OK, (await AgainAsync(_anonymous, path, tag)).Status);
    }

    [Theory]
    [InlineData("/api/articles/feed")]
    [InlineData("/api/articles?tag={0}")]
    [InlineData("/api/articles/{1}")]
    [InlineData("/api/user")]
    public async Task A_signed_in_reader_gets_his_own_answer_and_is_told_while_it_is_still_so(string view)
    {
        var (author, path) = await WorldAsync(view);
        var reader = await whole.Application.Visitor().RegisterAsync("own");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        var first = await AnswerAsync(path, reader);

        // Every server gives the same tag; the one that has just given it need not make the answer again.
        await Eventually.GetAsync(() => AgainAsync(reader, path, first.Tag), seen => seen == (HttpStatusCode.NotModified, "client"), "told without reading");
        for (var again = 0; again < Readers; again++) Assert.Equal(HttpStatusCode.NotModified, (await AgainAsync(reader, path, first.Tag)).Status);
        await reader.SendAsync(HttpMethod.Delete, $"/api/profiles/{author.Name}/follow");
        await reader.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "Somebody else" } });

        var second = await AnswerAsync(path, reader);
        Assert.NotEqual(first.Body, second.Body);
        Assert.Equal(HttpStatusCode.OK, (await AgainAsync(reader, path, first.Tag)).Status);
        Assert.DoesNotContain("output", new[] { first.Tier, second.Tier });
    }

    [Fact]
    public async Task Answers_say_who_may_keep_them()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("careful");
        using var shared = await _anonymous.Http.GetAsync("/api/articles");
        using var own = await reader.Http.GetAsync("/api/articles");
        using var refused = await _anonymous.Http.GetAsync("/api/articles/no-such-article");
        using var done = await reader.Http.PutAsync("/api/user", new StringContent("""{"user":{"bio":"b"}}""", MediaTypeHeaderValue.Parse("application/json")));

        Assert.Equal("no-cache", shared.Headers.CacheControl?.ToString());
        Assert.Equal("no-cache, private", own.Headers.CacheControl?.ToString());
        Assert.All([refused, done], answer => Assert.Equal(("no-store", null), (answer.Headers.CacheControl?.ToString(), answer.Headers.ETag)));
        Assert.All([shared, own, refused], answer => Assert.Contains("Authorization", answer.Headers.Vary));
    }

    [Fact]
    public async Task A_cache_in_front_is_told_what_an_answer_depends_on_and_a_client_is_not()
    {
        var (_, path) = await WorldAsync("/api/articles/{1}");
        await KeptAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Surrogate-Capability", "edge=\"Surrogate/1.0\"" } } };
        request.Headers.Add("X-Conduit-Key", whole.Application.Secrets["edge-key"]);
        using var told = await _anonymous.Http.SendAsync(request);
        using var plain = await _anonymous.Http.GetAsync(path);
        using var stranger =
            new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Surrogate-Capability", "edge=\"Surrogate/1.0\"" } } };
        using var refused = await _anonymous.Http.SendAsync(stranger);

        Assert.Matches("^conduit-[01]/article%3A[0-9]+ ", told.Headers.GetValues("Surrogate-Key").Single());
        Assert.Matches("^conduit-[01]=[0-9a-f]{32}:[0-9]+:[0-9]+( |$)", told.Headers.GetValues("Surrogate-Stamps").Single());
        Assert.All(
            [plain, refused], answer =>
                Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Surrogate", StringComparison.Ordinal)));
    }

    /// <summary>Middleware of its kind is known to keep what was cut off: https://github.com/dotnet/aspnetcore/issues/52310 and 56427.</summary>
    [Fact]
    public async Task A_reader_who_goes_away_leaves_nobody_a_part_of_an_answer()
    {
        const int Lists = 60;
        var (author, _) = await WorldAsync("");
        for (var list = 0; list < Lists; list++)
        {
            // Nobody has asked for this one before; somebody else asks while the first goes away, sooner or later.
            var path = $"/api/articles?author={author.Name}&offset={list}";
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(list % 12));
            var first = _anonymous.Http.GetAsync(path, patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            var beside = AnswerAsync(path);
            await first;
            var expected = (await author.GetAsync(path)).GetProperty("articlesCount").GetInt32();

            Assert.Equal(1, expected);
            Assert.All([await beside, .. await AnswersAsync(path)], answer => Assert.EndsWith("\"articlesCount\":1}", answer.Body, StringComparison.Ordinal));
        }
    }

    /// <summary>Middleware of its kind lets those who ask at once share a lookup, which may have begun before a write that one of them knows of. Who shares has read nothing himself.</summary>
    [Fact]
    public async Task Who_asks_while_others_do_looks_for_himself()
    {
        var (author, path) = await WorldAsync("/api/articles/{1}");
        await KeptAsync(path);
        for (var round = 0; round < 20; round++)
        {
            var asking = Enumerable.Range(0, 30).Select(_ => AnswerAsync(path)).ToList();
            await author.SendAsync(HttpMethod.Put, path, new { article = new { description = $"round {round}" } });
            asking.AddRange(Enumerable.Range(0, 30).Select(_ => AnswerAsync(path)));

            var answers = await Task.WhenAll(asking);
            Assert.All(answers, answer => Assert.NotNull(answer.Tier));
            Assert.All(answers[30..], answer => Assert.Contains($"round {round}\"", answer.Body, StringComparison.Ordinal));
        }
    }

    private async Task<(Visitor Author, string Path)> WorldAsync(string view)
    {
        var author = await whole.Application.Visitor().RegisterAsync("answered");
        var tag = $"tag-{Guid.NewGuid():N}"[..16];
        var slug = await author.PublishAsync("Answered", tag);
        return (author, string.Format(null, view, tag, slug, author.Name));
    }

    // An answer is kept after it was sent; and jobs that follow from what was just done may still write.
    private Task<List<(string? Tag, string? Tier, string Body)>> KeptAsync(string path) =>
        Eventually.GetAsync(() => AnswersAsync(path), answers => answers.All(answer => answer.Tier == "output"), $"every server has {path}");

    private async Task<List<(string? Tag, string? Tier, string Body)>> AnswersAsync(string path)
    {
        var answers = new List<(string? Tag, string? Tier, string Body)>();
        for (var reader = 0; reader < Readers; reader++) answers.Add(await AnswerAsync(path));
        return answers;
    }

    private async Task<(string? Tag, string? Tier, string Body)> AnswerAsync(string path, Visitor? reader = null)
    {
        using var response = await (reader ?? _anonymous).Http.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {body}");
        return (response.Headers.ETag?.ToString(), response.Tier(), body);
    }

    private static async Task<(HttpStatusCode Status, string? Tier)> AgainAsync(Visitor reader, string path, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", tag } } };
        using var response = await reader.Http.SendAsync(request);
        return (response.StatusCode, response.Tier());
    }
}
