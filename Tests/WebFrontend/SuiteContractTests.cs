using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>The elements by which the RealWorld browser suite navigates, checked in a real browser.</summary>
[Collection(SharedApplication.Name)]
public sealed class SuiteContractTests(WholeApplication whole, Browser browser)
{
    private const string BrokenPicture = "https://pictures.invalid/me.png";

    [BrowserTheory]
    [InlineData("/settings")]
    [InlineData("/editor")]
    [InlineData("/?feed=following")]
    public async Task Protected_page_leads_to_exactly_login_and_back_when_the_visitor_is_anonymous(string path)
    {
        var known = await whole.Application.Visitor().RegisterAsync("returning");
        var page = await NewPageAsync();

        await page.GotoAsync(path);
        await Expect(page).ToHaveURLAsync("/login");
        await SignInHereAsync(page, known);

        await Expect(page).ToHaveURLAsync(path);
    }

    [BrowserFact]
    public async Task Buttons_lead_to_exactly_login_and_back_when_the_visitor_is_anonymous()
    {
        var (author, slug) = await ArticleAsync();
        foreach (var button in (string[])[$"Follow {author.Name}", "Favorite Article"])
        {
            var page = await NewPageAsync();
            await page.GotoAsync($"/article/{slug}");
            await page.Locator("button", new() { HasText = button }).First.ClickAsync();
            await Expect(page).ToHaveURLAsync("/login");
            await SignInHereAsync(page, author);
            await Expect(page).ToHaveURLAsync($"/article/{slug}");
        }
    }

    [BrowserFact]
    public async Task Sign_in_ends_on_the_home_page_when_an_earlier_redirect_was_abandoned()
    {
        var known = await whole.Application.Visitor().RegisterAsync("abandoning");
        var page = await NewPageAsync();

        await page.GotoAsync("/settings");
        await Expect(page).ToHaveURLAsync("/login");
        await page.GotoAsync("/");
        await page.GotoAsync("/login");
        await SignInHereAsync(page, known);

        await Expect(page).ToHaveURLAsync("/");
    }

    [BrowserFact]
    public async Task Sign_in_page_ignores_a_way_back_to_another_site()
    {
        var known = await whole.Application.Visitor().RegisterAsync("lured");
        var page = await NewPageAsync();

        await page.GotoAsync("/login?returnUrl=//elsewhere.example.net/");
        await Expect(page).ToHaveURLAsync("/login");
        await SignInHereAsync(page, known);

        await Expect(page).ToHaveURLAsync("/");
    }

    [BrowserFact]
    public async Task Comment_vanishes_and_article_is_deleted_at_one_click()
    {
        var (author, slug) = await ArticleAsync();
        var person = new Person(await NewPageAsync());
        await person.SignInAsync(author);
        await person.Page.GotoAsync($"/article/{slug}");
        await person.CommentAsync("To be deleted");

        var card = person.Page.Locator(".card", new() { HasText = "To be deleted" });
        await card.Locator("span.mod-options i.ion-trash-a").ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        await person.Page.Locator("button", new() { HasText = "Delete Article" }).First.ClickAsync();
        await Expect(person.Page).ToHaveURLAsync("/");

        using var gone = await author.Http.GetAsync($"/api/articles/{slug}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [BrowserFact]
    public async Task Picture_keeps_its_address_and_shows_the_default_when_it_does_not_load()
    {
        var (author, slug) = await ArticleAsync();
        using var changed = await author.Http.PutAsJsonAsync("/api/user", new { user = new { image = BrokenPicture } });
        changed.EnsureSuccessStatusCode();
        var person = new Person(await NewPageAsync());
        await person.SignInAsync(author);
        await person.Page.GotoAsync($"/article/{slug}");
        await person.CommentAsync("With a picture");

        foreach (var selector in (string[])[".user-pic", ".comment-author-img", ".article-meta img"])
            await ExpectDefaultPictureAsync(person.Page.Locator(selector).First);
        await person.Page.GotoAsync($"/profile/{author.Name}");
        await ExpectDefaultPictureAsync(person.Page.Locator(".user-img"));
    }

    [Theory]
    [InlineData("https://pictures.example.com", "https://pictures.example.com")]
    [InlineData("https://pictures.example.com/ü.png", "https://pictures.example.com/ü.png")]
    [InlineData("javascript:alert(1)", "/default-avatar.svg")]
    [InlineData("me.png", "/default-avatar.svg")]
    public async Task Picture_has_the_address_that_the_user_gave_when_it_is_usable(string image, string shown)
    {
        var user = await whole.Application.Visitor().RegisterAsync("pictured");
        using var changed = await user.Http.PutAsJsonAsync("/api/user", new { user = new { image } });
        changed.EnsureSuccessStatusCode();

        var page = WebUtility.HtmlDecode(await user.Http.GetStringAsync($"/profile/{user.Name}"));

        Assert.Contains($"<img class=\"user-img\" src=\"{shown}\"", page, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Profile_has_the_name_in_its_only_h4_and_one_paragraph_for_the_bio()
    {
        var (author, _) = await ArticleAsync();
        var page = await NewPageAsync();

        await page.GotoAsync($"/profile/{author.Name}");

        await Expect(page.Locator("h4")).ToHaveTextAsync(author.Name);
        await Expect(page.Locator(".user-info h4")).ToHaveCountAsync(1);
        await Expect(page.Locator(".user-info p")).ToHaveTextAsync("");
        await Expect(page.Locator(".user-img")).ToHaveAttributeAsync("src", "/default-avatar.svg");
        await Expect(page.Locator(".article-preview h1")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Sidebar_has_the_tags_of_an_article_just_published()
    {
        var tag = $"fresh-{Guid.NewGuid():N}"[..14];
        var author = await whole.Application.Visitor().RegisterAsync("tagging");
        var page = await NewPageAsync();
        await page.GotoAsync("/");
        await author.PublishAsync("Tagged", tag);

        await page.ReloadAsync();

        await Expect(page.Locator(".sidebar .tag-list .tag-pill.tag-default", new() { HasText = tag })).ToHaveCountAsync(1);
        Assert.InRange(await page.Locator(".sidebar .tag-list .tag-pill").CountAsync(), 1, 30);
    }

    [BrowserFact]
    public async Task Icons_have_a_size_and_an_anonymous_article_has_one_plain_link_to_login()
    {
        var (author, slug) = await ArticleAsync();
        var page = await NewPageAsync();
        await page.GotoAsync($"/article/{slug}");
        await Expect(page.Locator("a[href='/login']")).ToHaveCountAsync(1);
        var person = new Person(page);
        await person.SignInAsync(author);
        await page.GotoAsync($"/article/{slug}");
        await person.CommentAsync("An icon below");
        await ExpectSizeAsync(page.Locator(".mod-options .ion-trash-a"));
        await person.DraftAsync("An icon in a tag", "Text.", "tag");
        await ExpectSizeAsync(page.Locator(".tag-pill i").First);
    }

    private static async Task ExpectSizeAsync(ILocator icon)
    {
        var box = await icon.BoundingBoxAsync();
        Assert.True(box is { Width: >= 8, Height: >= 8 }, $"The icon is {box?.Width} by {box?.Height}.");
    }

    private static async Task ExpectDefaultPictureAsync(ILocator picture)
    {
        await picture.ScrollIntoViewIfNeededAsync();
        await Expect(picture).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("avatar-broken"));
        await Expect(picture).ToHaveAttributeAsync("src", BrokenPicture);
        await Expect(picture).ToHaveCSSAsync("content", new System.Text.RegularExpressions.Regex("/default-avatar\\.svg"));
        await Expect(picture).ToBeVisibleAsync();
    }

    private static async Task SignInHereAsync(IPage page, Visitor known)
    {
        await page.FillAsync("input[name=email]", known.Email);
        await page.FillAsync("input[name=password]", known.Password);
        await page.ClickAsync("main button[type=submit]");
    }

    private async Task<(Visitor Author, string Slug)> ArticleAsync()
    {
        var author = await whole.Application.Visitor().RegisterAsync("contract");
        return (author, await author.PublishAsync("By the contract", "contract"));
    }

    private Task<IPage> NewPageAsync() => browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"));
}
