using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>The pages of the contract, one flow after the other, with scripts and without.</summary>
[Collection(SharedApplication.Name)]
public sealed class PagesTests(WholeApplication whole, Browser browser)
{
    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Articles_are_written_changed_and_deleted(bool scripts)
    {
        var person = await NewPersonAsync(scripts);
        var page = person.Page;
        await Expect(page).ToHaveURLAsync("/");

        await person.DraftAsync("First try", "Some *text*.", "first", "second");
        await page.Locator(".tag-pill i").First.ClickAsync();
        await Expect(person.Tags).ToHaveCountAsync(1);
        await person.PublishAsync();
        await Expect(page.Locator(".article-content em")).ToHaveTextAsync("text");
        await Expect(page.Locator("main .tag-default")).ToHaveTextAsync("second");

        await page.Locator("a:has-text('Edit Article')").First.ClickAsync();
        await Expect(page.Locator("textarea[name=body]")).ToHaveValueAsync("Some *text*.");
        await Expect(person.Tags).ToHaveCountAsync(1);
        await page.FillAsync("input[name=title]", "Second try");
        await person.PublishAsync();
        await Expect(page.Locator("h1").First).ToHaveTextAsync("Second try");

        await page.GotoAsync($"/profile/{person.Name}");
        await Expect(person.Previews).ToHaveCountAsync(1);
        await page.ClickAsync(".preview-link");
        await person.DeleteAsync(page.Locator("button:has-text('Delete Article')").First, scripts);
        await Expect(page).ToHaveURLAsync("/");
        await page.GotoAsync($"/profile/{person.Name}");
        await Expect(page.Locator(".empty-feed-message")).ToBeVisibleAsync();
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Older_comments_are_loaded(bool scripts)
    {
        const int Many = 53;
        var author = await whole.Application.Visitor().RegisterAsync("discussed");
        var slug = await author.PublishAsync("Much is said");
        for (var number = 1; number <= Many; number++)
            await author.SendAsync(
                HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body = $"Number {number}." } },
                    System.Net.HttpStatusCode.Created);
        var person = await NewPersonAsync(scripts);

        await person.Page.GotoAsync($"/article/{slug}");
        await Expect(person.Comments).ToHaveCountAsync(50);
        await person.Page.ClickAsync("text=Older comments");

        await Expect(person.Comments).ToHaveCountAsync(scripts ? Many : Many - 50);
        await Expect(person.Comments.Last).ToContainTextAsync("Number 1.");
        await Expect(person.Page.Locator("text=Older comments")).ToHaveCountAsync(0);
        if (scripts) return;
        await person.Page.ClickAsync("text=Newer comments");
        await Expect(person.Comments.First).ToContainTextAsync($"Number {Many}.");
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Comments_are_posted_and_deleted(bool scripts)
    {
        var author = await whole.Application.Visitor().RegisterAsync("host");
        var slug = await author.PublishAsync("To be discussed");
        var person = await NewPersonAsync(scripts);
        var page = person.Page;

        await page.GotoAsync($"/article/{slug}");
        await person.CommentAsync("I **disagree**");
        await Expect(person.Comments.Locator("strong")).ToHaveTextAsync("disagree");
        await Expect(person.Comments.Locator(".comment-author")).ToHaveTextAsync(person.Name);
        await page.ReloadAsync();
        await Expect(person.Comments).ToHaveCountAsync(1);
        await person.DeleteAsync(page.Locator(".mod-options .ion-trash-a"), scripts);
        await Expect(person.Comments).ToHaveCountAsync(0);

        var comment = new { comment = new { body = "Of the author" } };
        await author.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", comment, System.Net.HttpStatusCode.Created);
        await page.ReloadAsync();
        await Expect(person.Comments).ToHaveCountAsync(1);
        await Expect(page.Locator(".mod-options")).ToHaveCountAsync(0);
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Followed_authors_and_favourites_have_their_lists(bool scripts)
    {
        var author = await whole.Application.Visitor().RegisterAsync("liked");
        var tag = $"tag-{Guid.NewGuid().ToString("N")[..8]}";
        var slug = await author.PublishAsync("Worth reading", tag);
        var person = await NewPersonAsync(scripts);
        var page = person.Page;
        await page.GotoAsync("/?feed=following");
        await Expect(page.Locator(".empty-feed-message")).ToContainTextAsync("Your feed is empty");

        await page.GotoAsync($"/article/{slug}");
        await page.Locator($"button:has-text('Follow {author.Name}')").First.ClickAsync();
        await Expect(page.Locator($"button:has-text('Unfollow {author.Name}')")).ToHaveCountAsync(2);
        await page.Locator("button:has-text('Favorite Article')").First.ClickAsync();
        await Expect(page.Locator("button:has-text('Unfavorite Article')").First).ToContainTextAsync("(1)");

        await page.GotoAsync("/?feed=following");
        await Expect(person.Previews).ToHaveCountAsync(1);
        await Expect(page.Locator(".feed-toggle a.active")).ToHaveTextAsync("Your Feed");
        await page.GotoAsync($"/profile/{person.Name}/favorites");
        await Expect(page.Locator(".articles-toggle a.active")).ToHaveTextAsync("Favorited Articles");
        await Expect(page.Locator(".article-preview .btn-primary")).ToContainTextAsync("1");
        await page.GotoAsync($"/tag/{tag}");
        await Expect(person.Previews).ToHaveCountAsync(1);

        await page.GotoAsync($"/profile/{author.Name}");
        await page.Locator(".action-btn:has-text('Unfollow')").ClickAsync();
        await Expect(page.Locator(".action-btn")).ToHaveTextAsync($"Follow {author.Name}");
        await page.GotoAsync("/?feed=following");
        await Expect(page.Locator(".empty-feed-message")).ToBeVisibleAsync();
    }

    [BrowserTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settings_end_on_the_profile(bool scripts)
    {
        var person = await NewPersonAsync(scripts);
        var page = person.Page;
        await page.GotoAsync($"/profile/{person.Name}");
        await Expect(page.Locator(".user-info p")).ToHaveTextAsync("");
        await Expect(page.Locator(".user-img")).ToHaveAttributeAsync("src", "/default-avatar.svg");

        await page.ClickAsync("text=Edit Profile Settings");
        await page.FillAsync("input[name=email]", "not an address");
        await page.EvalOnSelectorAsync("form:has(input[name=email])", "form => form.noValidate = true");
        await page.ClickAsync("text=Update Settings");
        await Expect(person.Problems).ToContainTextAsync(["email "]);
        await page.FillAsync("input[name=email]", $"{person.Name}@example.com");
        await page.FillAsync("textarea[name=bio]", "Writes about\ntwo lines");
        await page.FillAsync("input[name=image]", "https://pictures.example.com/me.png");
        await page.ClickAsync("text=Update Settings");

        await Expect(page).ToHaveURLAsync($"/profile/{person.Name}");
        await Expect(page.Locator(".user-info p")).ToContainTextAsync("two lines");
        await page.GotoAsync("/settings");
        await Expect(page.Locator("input[name=image]")).ToHaveValueAsync("https://pictures.example.com/me.png");
    }

    [BrowserFact]
    public async Task A_list_of_more_than_ten_has_pages()
    {
        var author = await whole.Application.Visitor().RegisterAsync("prolific");
        for (var number = 1; number <= 11; number++) await author.PublishAsync($"Number {number}");
        var page = await browser.NewVisitorAsync(Site);

        await page.GotoAsync($"/profile/{author.Name}");
        await Expect(page.Locator(".article-preview")).ToHaveCountAsync(10);
        await page.ClickAsync(".pagination .page-link:has-text('2')");

        await Expect(page.Locator(".article-preview h1")).ToHaveTextAsync("Number 1");
        await Expect(page.Locator(".page-item.active")).ToHaveTextAsync("2");
    }

    [BrowserFact]
    public async Task Article_stays_when_its_deletion_is_not_confirmed()
    {
        var author = await whole.Application.Visitor().RegisterAsync("undecided");
        var slug = await author.PublishAsync("Kept");
        var person = new Person(await browser.NewVisitorAsync(Site, scripts: false));
        await person.SignInAsync(author);
        await person.Page.GotoAsync($"/article/{slug}");

        await person.Page.Locator("button:has-text('Delete Article')").First.ClickAsync();
        await person.Page.ClickAsync("text=Keep it");

        await Expect(person.Page.Locator("h1").First).ToHaveTextAsync("Kept");
    }

    [BrowserFact]
    public async Task Pages_redirect_anonymous_visitors_to_sign_in_and_refuse_other_users()
    {
        var author = await whole.Application.Visitor().RegisterAsync("owner");
        var slug = await author.PublishAsync("Not yours");
        var page = await browser.NewVisitorAsync(Site);
        foreach (var path in (string[])["/editor", "/settings", "/notifications", "/?feed=following", $"/editor/{slug}"])
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
        }

        var person = await NewPersonAsync(scripts: true);
        var refused = await person.Page.GotoAsync($"/editor/{slug}");
        Assert.Equal(403, refused!.Status);
        await Expect(person.Page.Locator("nav.navbar")).ToBeVisibleAsync();
    }

    private Uri Site => whole.Application.App.GetEndpoint("edge", "http");

    private async Task<Person> NewPersonAsync(bool scripts)
    {
        var person = new Person(await browser.NewVisitorAsync(Site, scripts));
        await person.SignUpAsync();
        await Expect(person.Page.Locator("nav.navbar")).ToContainTextAsync(person.Name);
        return person;
    }
}
