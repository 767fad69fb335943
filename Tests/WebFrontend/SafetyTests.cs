using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>What the pages reject, checked over HTTP.</summary>
[Collection(SharedApplication.Name)]
public sealed class SafetyTests(WholeApplication whole)
{
    private HttpClient Http => whole.Application.App.CreateHttpClient("edge", "http");

    [Fact]
    public async Task Every_page_forbids_inline_scripts_framing_and_guessing_of_types()
    {
        using var answer = await Http.GetAsync("/");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/login")]
    [InlineData("/register")]
    public async Task Form_without_an_antiforgery_token_is_refused(string path)
    {
        using var form = new FormUrlEncodedContent([new("_handler", path[1..]), new("email", "somebody@example.com")]);

        using var answer = await Http.PostAsync(path, form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("navbar", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost//elsewhere.example.net/p", "/")]
    [InlineData("http://localhost/\\elsewhere.example.net/p", "/")]
    [InlineData("http://localhost/article/mine-1?a=b", "/article/mine-1?a=b")]
    public async Task Retry_of_a_failed_form_follows_only_paths_of_this_site(string referer, string expected)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/login") { Content = new FormUrlEncodedContent([new("_handler", "login")]) };
        request.Headers.TryAddWithoutValidation("Referer", referer);

        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"href=\"{expected}\">Try again", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/article/nothing-here-1")]
    public async Task Missing_page_is_shown_inside_the_layout(string path)
    {
        using var answer = await Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("navbar", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_of_a_page_is_that_of_the_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");
        using var answer = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_table_of_few_kilobytes_does_not_become_a_page_of_megabytes()
    {
        var author = await whole.Application.Visitor().RegisterAsync("wide");
        var (header, rule, rows) = (Enumerable.Repeat("|a", 2000), Enumerable.Repeat("|-", 2000), Enumerable.Repeat("|a\n", 2000));
        var wide = string.Concat(header) + "\n" + string.Concat(rule) + "\n" + string.Concat(rows);
        const string Small = "|x|y|\n|-|-|\n|1|2|\n\nText\n\n";

        var small = await PageOfAsync(author, Small);
        var large = await PageOfAsync(author, Small + wide);

        Assert.Contains("<td>1</td>", small, StringComparison.Ordinal);
        Assert.InRange(large.Length, wide.Length, 100_000);
    }

    [Fact]
    public async Task Preview_takes_what_an_article_may_have_and_no_more()
    {
        const int MaxBody = 100 * 1024;
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new() }) { BaseAddress = Http.BaseAddress };
        using var signedUp = await RegistrationForm.SendAsync(http, http, $"previewer-{Guid.NewGuid().ToString("N")[..8]}");
        var token = RegistrationForm.VerificationToken(await http.GetStringAsync("/editor"));

        Assert.Equal(HttpStatusCode.OK, await PreviewAsync(MaxBody));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PreviewAsync(MaxBody + 1));

        async Task<HttpStatusCode> PreviewAsync(int length)
        {
            using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("body", new string('a', length))]);
            using var response = await http.PostAsync("/editor/preview", form);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task No_script_of_an_author_reaches_a_reader()
    {
        var author = await whole.Application.Visitor().RegisterAsync("sly");
        var article = new
        {
            title = "<img src=x onerror=alert(1)>",
            description = "\"><script>alert(2)</script>",
            body = "<script>alert(3)</script> [a](javascript:alert(4)) ![b](data:text/html,x) <a onclick=alert(5)>c</a> "
                + "[d](https://example.org)",
            tagList = new[] { "<b>" },
        };

        var page = await PageOfAsync(author, article);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<a onclick", page, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data:text", page, StringComparison.Ordinal);
        Assert.Contains("rel=\"nofollow ugc noopener\"", page, StringComparison.Ordinal);
    }

    private Task<string> PageOfAsync(Visitor author, string body) =>
        PageOfAsync(author, new { title = "A page", description = "what it is about", body });

    private async Task<string> PageOfAsync(Visitor author, object article)
    {
        return await Http.GetStringAsync($"/article/{await author.PublishArticleAsync(article)}");
    }
}
