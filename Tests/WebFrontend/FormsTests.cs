using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>What forms preserve and where they lead.</summary>
[Collection(SharedApplication.Name)]
public sealed class FormsTests(WholeApplication whole, Browser browser)
{
    [BrowserFact]
    public async Task Form_preserves_its_input_when_it_is_refused()
    {
        var person = new Person(await NewPageAsync());

        await person.SignUpAsync(password: "short");

        await Expect(person.Problems).ToContainTextAsync(["password "]);
        await Expect(person.Page.Locator("input[name=username]")).ToHaveValueAsync(person.Name);
    }

    [BrowserFact]
    public async Task Anonymous_visitor_returns_to_the_article_when_a_favourite_required_a_sign_in()
    {
        var page = await NewPageAsync();
        var person = new Person(page);
        await person.SignUpAsync();
        await person.DraftAsync("To come back to", "Text.");
        await person.PublishAsync();
        var article = page.Url;
        await person.SignOutAsync();

        await page.GotoAsync(article);
        await Expect(page.Locator("a[href='/login']")).ToHaveCountAsync(1);
        await person.Hearts.First.ClickAsync();
        await page.FillAsync("input[name=email]", $"{person.Name}@example.com");
        await page.FillAsync("input[name=password]", "a-good-password");
        await page.ClickAsync("main button[type=submit]");

        await Expect(page).ToHaveURLAsync(article);
    }

    [BrowserFact]
    public async Task No_page_of_the_flow_violates_the_content_security_policy()
    {
        var page = await NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        var person = new Person(page);

        await person.SignUpAsync();
        await person.DraftAsync("Quiet", "Text.", "calm");
        await person.PublishAsync();
        await page.GotoAsync("/");

        Assert.Empty(complaints);
        Assert.Equal("authenticated", await page.EvaluateAsync<string>("window.__conduit_debug__.getAuthState()"));
        Assert.Null(await page.EvaluateAsync<string?>("window.__conduit_debug__.getToken()"));
    }

    private Task<IPage> NewPageAsync(bool scripts = true) =>
        browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"), scripts);
}
