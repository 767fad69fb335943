using System.IO.Compression;
using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Edge;

/// <summary>What the edge caches, for which requests, and that no response is stale.</summary>
[Collection(SharedApplication.Name)]
public sealed class CacheTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Theory]
    [InlineData("/api/articles?author={0}")]
    [InlineData("/api/profiles/{0}")]
    [InlineData("/profile/{0}")]
    [InlineData("/profile/{0}/rss")]
    [InlineData("/search?q={0}")]
    [InlineData("/api/search?q={0}")]
    public async Task Edge_caches_a_public_response_until_it_changes(string view)
    {
        var author = await _application.Visitor().RegisterAsync("kept");
        var first = new { title = $"By {author.Name}", description = "the first", body = "the first", tagList = Array.Empty<string>() };
        await author.PublishArticleAsync(first);
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, view, author.Name);
        using var http = Client();

        var stored = await CachedAsync(http, path);
        Assert.Contains("edge", stored.Headers.GetValues("Server-Timing"));
        Assert.Contains(author.Name, await stored.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Every view shows this word, and no other test writes it.
        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = $"new-{author.Name}" } });
        var text = $"new-{author.Name}";
        var second = new { title = $"About {author.Name}", description = text, body = text, tagList = Array.Empty<string>() };
        await author.PublishArticleAsync(second);
        using var changed = await http.GetAsync(path);
        Assert.Contains($"new-{author.Name}", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edge_sends_304_for_a_current_copy_and_headers_alone_for_HEAD()
    {
        var slug = await (await _application.Visitor().RegisterAsync("tagged")).PublishAsync("Has a tag");
        using var http = Client();

        foreach (var path in (string[])[$"/api/articles/{slug}", $"/article/{slug}"])
        {
            using var stored = await CachedAsync(http, path);
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { stored.Headers.ETag! } } };
            using var same = await http.SendAsync(request);
            using var head = await http.SendAsync(new(HttpMethod.Head, path));

            Assert.Equal((HttpStatusCode.NotModified, "hit"), (same.StatusCode, same.Cache()));
            Assert.Equal(stored.Headers.ETag, same.Headers.ETag);
            Assert.Equal(
                (HttpStatusCode.OK, "hit", stored.Content.Headers.ContentLength),
                (head.StatusCode, head.Cache(), head.Content.Headers.ContentLength));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            Assert.Equal("no-cache", $"{stored.Headers.CacheControl}");
            Assert.NotNull(stored.Headers.Age);
        }
    }

    [Fact]
    public async Task Edge_neither_caches_personal_responses_nor_serves_cached_ones_in_their_place()
    {
        var author = await _application.Visitor().RegisterAsync("owner");
        var slug = await author.PublishAsync("Mine");
        using var http = Client();
        using var stored = await CachedAsync(http, $"/api/articles/{slug}");
        await author.FavoriteAsync(slug);

        Assert.True((await author.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("favorited").GetBoolean());
        var article = (await _application.Visitor().GetAsync($"/api/articles/{slug}")).GetProperty("article");
        Assert.False(article.GetProperty("favorited").GetBoolean());
        using var own = await author.Http.GetAsync($"/api/articles/{slug}");
        Assert.Equal("bypass", own.Cache());
        foreach (var path in (string[])["/login", "/register", "/settings", "/editor", "/health", "/nothing-here"])
        {
            await http.GetAsync(path);
            using var again = await http.GetAsync(path);
            Assert.NotEqual("hit", again.Cache());
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Edge_compresses_a_cached_response_once_for_clients_that_accept_it(string encoding)
    {
        var author = await _application.Visitor().RegisterAsync("small");
        var text = string.Concat(Enumerable.Repeat("The same again. ", 200));
        var article = new { title = "Long", description = "long", body = text, tagList = Array.Empty<string>() };
        var slug = await author.PublishArticleAsync(article);
        using var http = Client();
        var plain = await http.GetStringAsync($"/api/articles/{slug}");
        http.DefaultRequestHeaders.AcceptEncoding.ParseAdd($"{encoding}, identity;q=0.1");

        using var stored = await CachedAsync(http, $"/api/articles/{slug}");

        Assert.Equal([encoding], stored.Content.Headers.ContentEncoding);
        Assert.True(stored.Headers.ETag!.IsWeak);
        Assert.Contains("Accept-Encoding", stored.Headers.Vary);
        await using var packed = await stored.Content.ReadAsStreamAsync();
        await using Stream unpacked = encoding == "br"
            ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        Assert.Equal(plain, await new StreamReader(unpacked).ReadToEndAsync());
        Assert.True(stored.Content.Headers.ContentLength < plain.Length / 2);
    }

    [Fact]
    public async Task Edge_ignores_request_headers_that_are_not_part_of_the_cache_key()
    {
        var author = await _application.Visitor().RegisterAsync("plain");
        using var odd = Client();
        odd.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html; blazor-enhanced-nav=on");
        odd.DefaultRequestHeaders.Add("Accept-Language", "xx");
        odd.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/elsewhere");
        odd.DefaultRequestHeaders.Add("X-Original-URL", "/login");
        using var http = Client();

        using var first = await CachedAsync(odd, $"/profile/{author.Name}");
        using var second = await http.GetAsync($"/profile/{author.Name}");
        await _application.CommandAsync("edge", "purge-cache");
        using var plain = await http.GetAsync($"/profile/{author.Name}");

        Assert.Equal(("hit", "miss"), (second.Cache(), plain.Cache()));
        Assert.Equal(await plain.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.DoesNotContain("elsewhere", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_another_site_may_read_a_response_that_was_cached_for_others()
    {
        var author = await _application.Visitor().RegisterAsync("elsewhere");
        using var http = Client();
        using var plain = await CachedAsync(http, $"/api/profiles/{author.Name}");
        http.DefaultRequestHeaders.Add("Origin", "https://client.example");

        using var first = await http.GetAsync($"/api/profiles/{author.Name}");
        using var stored = await CachedAsync(http, $"/api/profiles/{author.Name}");

        Assert.All([plain, first, stored], answer => Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Fact]
    public async Task Edge_stores_separate_entries_when_addresses_differ_in_escaping_only()
    {
        using var http = Client();
        var tag = $"x{Guid.NewGuid():N}";
        using var odd = await CachedAsync(http, $"/tag/{tag}%3F%3Fpage=2");

        using var other = await http.GetAsync($"/tag/{tag}?page=2?");

        Assert.Equal("miss", other.Cache());
        Assert.NotEqual(await odd.Content.ReadAsStringAsync(), await other.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Edge_purges_by_tag_or_entirely_for_holders_of_the_operator_key_only()
    {
        var author = await _application.Visitor().RegisterAsync("purged");
        var (one, other) = (await author.PublishAsync("One"), await author.PublishAsync("Other"));
        Assert.True(Slug.TryReadId(one, out var id));
        using var http = Client();
        using var operating = Client();
        using var refused = await operating.PostAsync("/edge/purge", null);
        await CachedAsync(http, $"/api/articles/{one}");
        await CachedAsync(http, $"/api/articles/{other}");

        var tag = new InteractionInput { Name = "tag", InputType = InputType.Text, Value = $"article:{id}" };
        var purged = await _application.App.ResourceCommands.ExecuteCommandAsync(
            "edge",
            "purge-cache",
            new InteractionInputCollection([tag]));
        using var gone = await http.GetAsync($"/api/articles/{one}");
        using var still = await http.GetAsync($"/api/articles/{other}");
        await _application.CommandAsync("edge", "purge-cache");
        using var goneToo = await http.GetAsync($"/api/articles/{other}");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal((true, "1 cached response purged."), (purged.Success, purged.Message));
        Assert.Equal(("miss", "hit", "miss"), (gone.Cache(), still.Cache(), goneToo.Cache()));
    }

    [Fact]
    public async Task Tags_of_a_response_are_sent_to_peers_with_the_operator_key_only()
    {
        var author = await _application.Visitor().RegisterAsync("told");
        using var http = Client();
        using var plain = await CachedAsync(http, $"/profile/{author.Name}");
        http.DefaultRequestHeaders.Add("Surrogate-Capability", "cdn=\"Surrogate/1.0\"");
        using var stranger = await http.GetAsync($"/profile/{author.Name}");
        using var passed = await http.SendAsync(new(HttpMethod.Get, "/api/tags") { Headers = { { "Cache-Control", "no-store" } } });
        http.DefaultRequestHeaders.Add("X-Conduit-Key", _application.Secrets["edge-key"]);
        using var tagged = await http.GetAsync($"/profile/{author.Name}");

        Assert.All(
            [plain, stranger, passed], answer =>
                Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Surrogate", StringComparison.Ordinal)));
        Assert.Matches("accounts/account%3A[0-9]+ ", tagged.Headers.GetValues("Surrogate-Key").Single());
    }

    // The first request may arrive while a write of the test is still under way.
    private static Task<HttpResponseMessage> CachedAsync(HttpClient http, string path) => Eventually.GetAsync(
        () => http.GetAsync(path),
        answer => answer.IsSuccessStatusCode && answer.Cache() == "hit",
        $"{path} is cached");

    private HttpClient Client() => _application.App.CreateHttpClient("edge", "http");
}
