using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;

namespace Conduit.Tests.WebFrontend;

/// <summary>Whatever a user writes is plain text to every reader.</summary>
[Collection(SharedApplication.Name)]
public sealed class InjectionTests(WholeApplication whole, Browser browser)
{
    private static readonly string[] Attempts =
    [
        "<script>window.taken = 1</script>",
        "<img src=x onerror=\"window.taken = 1\">",
        "\"><svg onload=window.taken=1>",
        "'-window.taken=1-'",
        "</textarea></title><script>window.taken = 1</script>",
        "[click](javascript:window.taken=1)",
        "[click](java&#x0A;script:window.taken=1)",
        "![x](\"onerror=window.taken=1)",
        "<a href=\"data:text/html,<script>window.taken=1</script>\">x</a>",
        "<https://example.org/\"onmouseover=window.taken=1>",
        "<iframe srcdoc=\"<script>parent.taken=1</script>\"></iframe>",
        "<form action=/logout><button>free</button></form>",
        "`<script>window.taken = 1</script>`",
        "{{constructor.constructor('window.taken=1')()}}",
    ];

    [BrowserFact]
    public async Task No_attempt_at_a_script_runs()
    {
        var author = await whole.Application.Visitor().RegisterAsync("sly");
        var body = string.Join("\n\n", Attempts);
        var profile = new { bio = body[..Math.Min(body.Length, 900)], image = "javascript:window.taken=1" };
        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = profile });
        var article = new
        {
            title = string.Concat(Attempts)[..200],
            description = string.Concat(Attempts)[..450],
            body,
            tagList = new[] { "<script>window.taken=1</script>", "\" onclick=window.taken=1" },
        };
        var slug = await author.PublishArticleAsync(article);
        foreach (var attempt in Attempts)
        {
            var comment = new { comment = new { body = attempt } };
            await author.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", comment, HttpStatusCode.Created);
        }

        await (await whole.Application.Visitor().RegisterAsync("fan")).FavoriteAsync(slug);

        var page = await browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"));
        page.Dialog += (_, dialog) => Assert.Fail(dialog.Message);
        await new Person(page).SignInAsync(author);
        string[] paths =
        [
            "/", $"/article/{slug}", $"/profile/{author.Name}", $"/editor/{slug}", "/notifications",
            $"/search?q={Uri.EscapeDataString(Attempts[0])}", $"/tag/{Uri.EscapeDataString(Attempts[0])}",
            $"/{Uri.EscapeDataString(Attempts[1])}",
        ];
        const string Dangerous = "script, iframe, object, embed, form[action='/logout'], [onerror], [onload], [onclick], [onmouseover], "
            + "[href^='javascript:'], [href^='data:']";
        foreach (var path in paths)
        {
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
            Assert.True(await page.EvaluateAsync<bool>("window.taken === undefined"), path);
            Assert.Equal(0, await page.Locator($"main :is({Dangerous})").CountAsync());
        }
    }
}
