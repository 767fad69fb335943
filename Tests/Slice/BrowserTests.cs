using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Slice;

/// <summary>The main user journey in a real browser.</summary>
[Collection(SharedApplication.Name)]
public sealed partial class BrowserTests(WholeApplication whole, Browser browser)
{
    [BrowserFact]
    public async Task User_signs_up_and_publishes_and_another_user_favourites_the_article()
    {
        var site = whole.Application.App.GetEndpoint("edge", "http");
        var mark = Guid.NewGuid().ToString("N")[..8];
        var author = await browser.NewVisitorAsync(site);

        await author.GotoAsync("/register");
        await author.FillAsync("input[name=username]", $"writer-{mark}");
        await author.FillAsync("input[name=email]", $"writer-{mark}@example.com");
        await author.FillAsync("input[name=password]", "a-good-password");
        await author.ClickAsync("main form button[type=submit]");
        await Expect(author.Locator("nav.navbar")).ToContainTextAsync($"writer-{mark}");

        await author.GotoAsync("/editor");
        await author.FillAsync("input[name=title]", $"Story {mark}");
        await author.FillAsync("input[name=description]", "what it is about");
        await author.FillAsync("textarea[name=body]", "# Heading\n\nSome **bold** words.<script>document.title = 'taken'</script>");
        await author.ClickAsync("text=Publish Article");
        await Expect(author).ToHaveURLAsync(ArticleAddress());
        await Expect(author.Locator("h1").First).ToHaveTextAsync($"Story {mark}");
        await Expect(author.Locator(".article-content strong")).ToHaveTextAsync("bold");
        Assert.NotEqual("taken", await author.TitleAsync());

        var reader = await browser.NewVisitorAsync(site);
        await reader.GotoAsync("/");
        await Expect(reader.Locator(".article-preview h1").First).ToHaveTextAsync($"Story {mark}");
        var other = await whole.Application.Visitor().RegisterAsync("reader");
        await reader.GotoAsync("/login");
        await reader.FillAsync("input[name=email]", other.Email);
        await reader.FillAsync("input[name=password]", other.Password);
        await reader.ClickAsync("main form button[type=submit]");
        await Expect(reader.Locator("nav.navbar")).ToContainTextAsync(other.Name);
        await reader.Locator(".article-preview", new() { HasText = $"Story {mark}" }).Locator(".btn-outline-primary").ClickAsync();
        var preview = reader.Locator(".article-preview", new() { HasText = $"Story {mark}" });
        await Expect(preview.Locator(".btn-primary")).ToContainTextAsync("1");
    }

    [BrowserFact]
    public async Task Page_shows_an_error_when_the_password_is_wrong()
    {
        var page = await browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"));

        await page.GotoAsync("/login");
        await page.FillAsync("input[name=email]", "nobody@example.com");
        await page.FillAsync("input[name=password]", "not-the-password");
        await page.ClickAsync("main form button[type=submit]");

        await Expect(page.Locator("ul.error-messages li")).ToHaveTextAsync("credentials invalid");
    }

    [BrowserFact]
    public async Task Editor_redirects_an_anonymous_visitor_to_the_sign_in_page()
    {
        var page = await browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"));

        await page.GotoAsync("/editor");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    [GeneratedRegex("/article/")]
    private static partial Regex ArticleAddress();
}
