using System.Net;
using System.Net.Http.Headers;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api.Caching;

/// <summary>
/// Whole responses are cached for anonymous readers, and valid client copies are answered with 304; each response names its tier.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class CachedResponsesTests(WholeApplication whole)
{
    // More than there are servers.
    private const int Readers = 6;

    private readonly Visitor _anonymous = whole.Application.Visitor().PastTheEdge();

    public static TheoryData<string> Views =>
        ["/api/articles?tag={0}", "/api/articles/{1}", "/api/articles/{1}/comments", "/api/profiles/{2}", "/api/tags"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Anonymous_response_is_cached_on_every_server_until_a_write_changes_it(string view)
    {
        var (author, path) = await PublishedAsync(view);
        var responses = await CachedAsync(path);

        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "Written to" } });
        var articles = (await author.GetAsync($"/api/articles?author={author.Name}")).GetProperty("articles");
        var article = articles[0].GetProperty("slug").GetString()!;
        var edit = new { article = new { tagList = new[] { $"other-{author.Name}" } } };
        await author.SendAsync(HttpMethod.Put, $"/api/articles/{article}", edit);
        var comment = new { comment = new { body = "Written to" } };
        await author.SendAsync(HttpMethod.Post, $"/api/articles/{article}/comments", comment, HttpStatusCode.Created);
        var written = await AnswerAsync(path);

        Assert.All(responses, answer => Assert.Equal((responses[0].Tag, responses[0].Body), (answer.Tag, answer.Body)));
        Assert.NotEqual("output", written.Tier);
        Assert.NotEqual((responses[0].Body, responses[0].Tag), (written.Body, written.Tag));
    }

    [Theory]
    [InlineData("author")]
    [InlineData("favorited")]
    [InlineData("tag")]
    public async Task List_with_an_empty_filter_is_not_cached_as_the_unfiltered_list(string filter)
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
    public async Task Response_is_304_when_the_clients_copy_is_current()
    {
        var (author, path) = await PublishedAsync("/api/articles/{1}");
        var tag = (await CachedAsync(path))[0].Tag;

        for (var reader = 0; reader < Readers; reader++)
            Assert.Equal((HttpStatusCode.NotModified, "output"), await RevalidateAsync(_anonymous, path, tag));
        await author.SendAsync(HttpMethod.Put, path, new { article = new { description = "Not so any more" } });

        Assert.Equal(HttpStatusCode.OK, (await RevalidateAsync(_anonymous, path, tag)).Status);
    }

    [Theory]
    [InlineData("/api/articles/feed")]
    [InlineData("/api/articles?tag={0}")]
    [InlineData("/api/articles/{1}")]
    [InlineData("/api/user")]
    public async Task Signed_in_reader_gets_304_until_a_write_changes_the_personal_response(string view)
    {
        var (author, path) = await PublishedAsync(view);
        var reader = await whole.Application.Visitor().RegisterAsync("own");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        var first = await AnswerAsync(path, reader);

        // Every server computes the same ETag; the server that has just sent it validates it without building the response again.
        await Eventually.GetAsync(
            () => RevalidateAsync(reader, path, first.Tag),
            seen => seen == (HttpStatusCode.NotModified, "client"),
            "a validation without a read");
        for (var again = 0; again < Readers; again++)
            Assert.Equal(HttpStatusCode.NotModified, (await RevalidateAsync(reader, path, first.Tag)).Status);
        await reader.SendAsync(HttpMethod.Delete, $"/api/profiles/{author.Name}/follow");
        await reader.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "Somebody else" } });

        var second = await AnswerAsync(path, reader);
        Assert.NotEqual(first.Body, second.Body);
        Assert.Equal(HttpStatusCode.OK, (await RevalidateAsync(reader, path, first.Tag)).Status);
        Assert.DoesNotContain("output", new[] { first.Tier, second.Tier });
    }

    [Fact]
    public async Task Responses_state_which_caches_may_store_them()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("careful");
        using var shared = await _anonymous.Http.GetAsync("/api/articles");
        using var own = await reader.Http.GetAsync("/api/articles");
        using var refused = await _anonymous.Http.GetAsync("/api/articles/no-such-article");
        using var content = new StringContent("""{"user":{"bio":"b"}}""", MediaTypeHeaderValue.Parse("application/json"));
        using var done = await reader.Http.PutAsync("/api/user", content);

        Assert.Equal("no-cache", shared.Headers.CacheControl?.ToString());
        Assert.Equal("no-cache, private", own.Headers.CacheControl?.ToString());
        Assert.All(
            [refused, done],
            answer => Assert.Equal(("no-store", null), (answer.Headers.CacheControl?.ToString(), answer.Headers.ETag)));
        Assert.All([shared, own, refused], answer => Assert.Contains("Authorization", answer.Headers.Vary));
    }

    [Fact]
    public async Task Tags_of_a_response_are_sent_to_a_surrogate_cache_only()
    {
        var (_, path) = await PublishedAsync("/api/articles/{1}");
        await CachedAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Surrogate-Capability", "edge=\"Surrogate/1.0\"");
        request.Headers.Add("X-Conduit-Key", whole.Application.Secrets["edge-key"]);
        using var peer = await _anonymous.Http.SendAsync(request);
        using var plain = await _anonymous.Http.GetAsync(path);
        using var stranger =
            new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Surrogate-Capability", "edge=\"Surrogate/1.0\"" } } };
        using var refused = await _anonymous.Http.SendAsync(stranger);

        Assert.Matches("^conduit-[01]/article%3A[0-9]+ ", peer.Headers.GetValues("Surrogate-Key").Single());
        Assert.Matches("^conduit-[01]=[0-9A-F]{8}:[0-9a-f]{32}:[0-9]+:[0-9]+( |$)", peer.Headers.GetValues("Surrogate-Versions").Single());
        Assert.All(
            [plain, refused], answer =>
                Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Surrogate", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Output caching middleware has stored truncated responses before: https://github.com/dotnet/aspnetcore/issues/52310 and 56427.
    /// </summary>
    [Fact]
    public async Task Truncated_response_is_not_cached_when_its_reader_disconnects()
    {
        const int Lists = 60;
        var (author, _) = await PublishedAsync("");
        for (var list = 0; list < Lists; list++)
        {
            // No earlier request was for this path; another reader requests it while the first one disconnects after a varying delay.
            var path = $"/api/articles?author={author.Name}&offset={list}";
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(list % 12));
            var first = _anonymous.Http.GetAsync(path, patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            var beside = AnswerAsync(path);
            await first;
            var expected = (await author.GetAsync(path)).GetProperty("articlesCount").GetInt32();

            Assert.Equal(1, expected);
            Assert.All(
                [await beside, .. await AnswersAsync(path)],
                answer => Assert.EndsWith("\"articlesCount\":1}", answer.Body, StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// Output caching middleware lets concurrent requests share a lookup, which may have begun before a write that one of the clients
    /// has already seen acknowledged. A request that shares a lookup has validated nothing itself.
    /// </summary>
    [Fact]
    public async Task Concurrent_requests_do_not_share_a_lookup()
    {
        var (author, path) = await PublishedAsync("/api/articles/{1}");
        await CachedAsync(path);
        for (var round = 0; round < 20; round++)
        {
            var requests = Enumerable.Range(0, 30).Select(_ => AnswerAsync(path)).ToList();
            await author.SendAsync(HttpMethod.Put, path, new { article = new { description = $"round {round}" } });
            requests.AddRange(Enumerable.Range(0, 30).Select(_ => AnswerAsync(path)));

            var answers = await Task.WhenAll(requests);
            Assert.All(answers, answer => Assert.NotNull(answer.Tier));
            Assert.All(answers[30..], answer => Assert.Contains($"round {round}\"", answer.Body, StringComparison.Ordinal));
        }
    }

    private async Task<(Visitor Author, string Path)> PublishedAsync(string view)
    {
        var author = await whole.Application.Visitor().RegisterAsync("answered");
        var tag = $"tag-{Guid.NewGuid():N}"[..16];
        var slug = await author.PublishAsync("Answered", tag);
        return (author, string.Format(null, view, tag, slug, author.Name));
    }

    // A response is cached after it was sent, and jobs that follow from the last write may still write.
    private Task<List<(string? Tag, string? Tier, string Body)>> CachedAsync(string path) =>
        Eventually.GetAsync(
            () => AnswersAsync(path),
            answers => answers.All(answer => answer.Tier == "output"),
            $"every server has {path}");

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

    private static async Task<(HttpStatusCode Status, string? Tier)> RevalidateAsync(Visitor reader, string path, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "If-None-Match", tag } } };
        using var response = await reader.Http.SendAsync(request);
        return (response.StatusCode, response.Tier());
    }
}
