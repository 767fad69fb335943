using System.Text.RegularExpressions;
using Conduit.Tests.Application;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Dashboard;

[Collection(ApplicationWithDashboard.Name)]
public sealed partial class ResourcesPageTests(DashboardApplication application, Browser browser)
{
    [BrowserFact]
    public async Task The_resources_page_shows_all_of_them_to_who_signs_in_by_the_printed_address()
    {
        var page = await browser.NewVisitorAsync(application.Dashboard);
        await page.SetViewportSizeAsync(1600, 1600);

        await page.GotoAsync(application.Login.ToString());

        foreach (var name in Picture.Servers.Concat(Picture.Errands))
            await Expect(page.GetByText(name, new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Unhealthy");
    }

    [BrowserFact]
    public async Task A_stranger_is_asked_for_the_token()
    {
        var page = await browser.NewVisitorAsync(application.Dashboard);

        await page.GotoAsync("/");

        await Expect(page).ToHaveURLAsync(LoginAddress());
        await Expect(page.Locator("body")).Not.ToContainTextAsync("postgres-0");
    }

    [Fact]
    public void No_secret_is_printed() =>
        Assert.All(application.Secrets.Values, secret => Assert.DoesNotContain(secret, application.Output, StringComparison.Ordinal));

    [GeneratedRegex("/login")]
    private static partial Regex LoginAddress();
}
