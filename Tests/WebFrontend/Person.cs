using System.Text.RegularExpressions;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>A user at a browser: the actions on the pages.</summary>
internal sealed partial class Person(IPage page)
{
    public const string Password = "a-good-password";

    public string Name { get; private set; } = $"person-{Guid.NewGuid().ToString("N")[..8]}";

    public IPage Page => page;

    public ILocator Problems => page.Locator("ul.error-messages li");

    public ILocator Hearts => page.Locator("form button:has(.ion-heart)");

    public ILocator Tags => page.Locator(".tag-list .tag-pill");

    public ILocator Previews => page.Locator(".article-preview");

    public ILocator Comments => page.Locator(".card:not(.comment-form)");

    public async Task SignUpAsync(string password = Password)
    {
        await page.GotoAsync("/register");
        await page.FillAsync("input[name=username]", Name);
        await page.FillAsync("input[name=email]", $"{Name}@example.com");
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("main button[type=submit]");
    }

    /// <summary>Signs in as a user whom the API knows already.</summary>
    public async Task SignInAsync(Visitor known)
    {
        Name = known.Name;
        await SignInAsync(known.Email, known.Password);
        await Expect(page.Locator("nav.navbar")).ToContainTextAsync(Name);
    }

    public async Task SignInAsync(string email, string password)
    {
        await page.GotoAsync("/login");
        await page.FillAsync("input[name=email]", email);
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("main button[type=submit]");
    }

    public async Task SignOutAsync()
    {
        await page.GotoAsync("/settings");
        await page.ClickAsync("text=Or click here to logout");
        await Expect(page.Locator("nav.navbar a[href='/login']")).ToBeVisibleAsync();
    }

    /// <summary>Opens the editor and fills it in; Enter completes each tag.</summary>
    public async Task DraftAsync(string title, string body, params string[] tags)
    {
        await page.GotoAsync("/editor");
        await page.FillAsync("input[name=title]", title);
        await page.FillAsync("input[name=description]", "what it is about");
        await page.FillAsync("textarea[name=body]", body);
        foreach (var tag in tags)
        {
            await page.GetByPlaceholder("Enter tags").FillAsync(tag);
            await page.GetByPlaceholder("Enter tags").PressAsync("Enter");
            await Expect(page.Locator(".tag-list .tag-pill", new() { HasText = tag })).ToBeVisibleAsync();
        }
    }

    public async Task PublishAsync()
    {
        await page.ClickAsync("text=Publish Article");
        await Expect(page).ToHaveURLAsync(ArticleAddress());
    }

    public async Task CommentAsync(string text)
    {
        await page.GetByPlaceholder("Write a comment...").FillAsync(text);
        await page.ClickAsync("text=Post Comment");
        await Expect(Comments.First).ToContainTextAsync(text.Replace("*", "", StringComparison.Ordinal));
    }

    /// <summary>
    /// Clicks a delete button. With scripts that is all; Playwright dismisses dialogs, so none may open. Without scripts a page asks for
    /// confirmation.
    /// </summary>
    public async Task DeleteAsync(ILocator button, bool scripts)
    {
        await button.ClickAsync();
        if (!scripts) await page.Locator("main form .btn-outline-danger").ClickAsync();
    }

    [GeneratedRegex("/article/[^/]+$")]
    private static partial Regex ArticleAddress();
}
