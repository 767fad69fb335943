using System.Text.RegularExpressions;
using Conduit.Tests.Application;
using Microsoft.Playwright;
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
    public async Task A_command_asks_first_for_what_it_wants_to_know()
    {
        using var http = new HttpClient { BaseAddress = application.Site, DefaultRequestHeaders = { { "Surrogate-Capability", "any" } } };
        using var kept = await Eventually.GetAsync(() => http.GetAsync("/api/tags"), answer => answer.Cache() == "hit", "the tags are kept");
        var tag = Uri.UnescapeDataString(kept.Headers.GetValues("Surrogate-Key").Single().Split(' ')[0]);
        var page = await browser.NewVisitorAsync(application.Dashboard);
        await page.SetViewportSizeAsync(1600, 1600);
        await page.GotoAsync(application.Login.ToString());
        var dialog = page.Locator("fluent-dialog");

        await PurgeAsync(page);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        using var still = await http.GetAsync("/api/tags");
        await PurgeAsync(page);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(tag);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Purge cache" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        Assert.Equal("hit", still.Cache());
        await Eventually.TrueAsync(async () => (await http.GetAsync("/api/tags")).Cache() == "miss", "what depends on the tag is forgotten");
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

    private static async Task PurgeAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Edge.csproj" }).GetByTitle("Actions").ClickAsync();
        await page.GetByText("Purge cache", new() { Exact = true }).ClickAsync();
    }

    [GeneratedRegex("/login")]
    private static partial Regex LoginAddress();
}
