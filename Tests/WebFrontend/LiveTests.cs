using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>What scripts add to the pages: live updates, and protection of unsaved text.</summary>
[Collection(SharedApplication.Name)]
public sealed class LiveTests(WholeApplication whole, Browser browser)
{
    private Uri Site => whole.Application.App.GetEndpoint("edge", "http");

    [BrowserFact]
    public async Task Page_shows_the_number_of_unread_notifications()
    {
        var author = await whole.Application.Visitor().RegisterAsync("awaiting");
        var slug = await author.PublishAsync("Await the applause");
        var person = new Person(await browser.NewVisitorAsync(Site));
        await person.SignInAsync(author);

        var fan = await whole.Application.Visitor().RegisterAsync("fan");
        await fan.FavoriteAsync(slug);

        await Expect(person.Page.Locator("[data-unread]")).ToHaveTextAsync("1");
        await person.Page.ClickAsync("nav a[href='/notifications']");
        await Expect(person.Page.Locator(".notifications .unread")).ToContainTextAsync($"{fan.Name} favorited Await the applause");
        var other = await person.Page.Context.NewPageAsync();
        await other.GotoAsync("/notifications");
        await person.Page.ClickAsync("text=Mark all as read");
        await Expect(person.Page.Locator(".notifications .unread")).ToHaveCountAsync(0);
        await other.ClickAsync("text=Mark all as read");
        await Expect(other.Locator(".notifications li")).ToHaveCountAsync(1);
        await Expect(person.Page.Locator("[data-unread]")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Home_page_announces_new_articles()
    {
        var author = await whole.Application.Visitor().RegisterAsync("newsy");
        await author.PublishAsync("Old news");
        var page = await browser.NewVisitorAsync(Site);
        await page.GotoAsync("/");
        await Expect(page.Locator(".new-articles")).ToBeHiddenAsync();

        await author.PublishAsync("News");
        await author.PublishAsync("More news");

        await Expect(page.Locator(".new-articles")).ToHaveTextAsync("2 new articles");
        await page.ClickAsync(".new-articles");
        await Expect(page.Locator(".article-preview h1").First).ToHaveTextAsync("More news");
    }

    [BrowserFact]
    public async Task Editor_previews_the_article_and_protects_unsaved_text()
    {
        var person = new Person(await browser.NewVisitorAsync(Site));
        await person.SignUpAsync();
        await person.DraftAsync("Unsaved", "Some **bold** words <script>document.title = 'taken'</script>");
        await Expect(person.Page.Locator(".preview strong")).ToHaveTextAsync("bold");

        var opened = new TaskCompletionSource<string>();
        person.Page.Dialog += async (_, dialog) =>
        {
            opened.TrySetResult(dialog.Type);
            await dialog.DismissAsync();
        };
        _ = person.Page.ClickAsync("a.navbar-brand");

        Assert.Equal("beforeunload", await opened.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await Expect(person.Page.Locator("textarea[name=body]"))
            .ToHaveValueAsync("Some **bold** words <script>document.title = 'taken'</script>");
        Assert.NotEqual("taken", await person.Page.TitleAsync());
    }

    [BrowserFact]
    public async Task Clicked_twice_or_loaded_again_a_form_is_done_once()
    {
        var person = new Person(await browser.NewVisitorAsync(Site, scripts: false));
        var page = person.Page;
        await person.SignUpAsync();
        await person.DraftAsync("Only once", "Text.");
        await page.Locator("text=Publish Article").DblClickAsync();
        await Expect(page.Locator("h1").First).ToHaveTextAsync("Only once");
        await page.GetByPlaceholder("Write a comment...").FillAsync("Said once");
        await page.Locator("text=Post Comment").DblClickAsync();
        await Expect(person.Comments).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(person.Comments).ToHaveCountAsync(1);

        await page.GotoAsync($"/profile/{person.Name}");
        await Expect(person.Previews).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task A_new_password_signs_out_everywhere_else()
    {
        var here = new Person(await browser.NewVisitorAsync(Site));
        await here.SignUpAsync();
        await Expect(here.Page.Locator("nav.navbar")).ToContainTextAsync(here.Name);
        var there = new Person(await browser.NewVisitorAsync(Site));
        await there.SignInAsync($"{here.Name}@example.com", Person.Password);
        await Expect(there.Page.Locator("nav.navbar")).ToContainTextAsync(here.Name);

        await here.Page.GotoAsync("/settings");
        await here.Page.FillAsync("input[name=password]", "another-password");
        await here.Page.ClickAsync("text=Update Settings");
        await Expect(here.Page).ToHaveURLAsync($"/profile/{here.Name}");
        await Expect(here.Page.Locator("nav.navbar")).ToContainTextAsync(here.Name);

        await there.Page.GotoAsync("/");
        await Expect(there.Page.Locator("nav.navbar a[href='/login']")).ToBeVisibleAsync();
    }
}
