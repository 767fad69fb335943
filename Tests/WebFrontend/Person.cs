using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>Somebody at a browser: what one does on the pages, in a person's words.</summary>
internal sealed partial class Person(IPage page)
{
    public string Name { get; } = $"person-{Guid.NewGuid().ToString("N")[..8]}";

    public IPage Page => page;

    public ILocator Problems => page.Locator("ul.error-messages li");

    public ILocator Hearts => page.Locator("form button[aria-label*='avorite Article']");

    public async Task SignUpAsync(string password = "a-good-password")
    {
        await page.GotoAsync("/register");
        await page.FillAsync("input[name=username]", Name);
        await page.FillAsync("input[name=email]", $"{Name}@example.com");
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("button[type=submit]");
    }

    public async Task SignOutAsync()
    {
        await page.ClickAsync("text=Sign out");
        await Expect(page.Locator("nav.navbar a[href='/login']")).ToBeVisibleAsync();
    }

    /// <summary>Opens the editor and fills it in; each tag is ended by Enter.</summary>
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

    [GeneratedRegex("/article/.+")]
    private static partial Regex ArticleAddress();
}
