using System.Text.RegularExpressions;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Dashboard;

[Collection(ApplicationWithDashboard.Name)]
public sealed partial class ResourcesPageTests(DashboardApplication application, Browser browser)
{
    [BrowserFact]
    public async Task The_printed_address_leads_to_all_resources_and_to_no_warning()
    {
        var page = await browser.NewVisitorAsync(application.Dashboard);
        await page.SetViewportSizeAsync(1600, 1600);

        await page.GotoAsync(application.Login.ToString());

        foreach (var name in ExpectedResources.Servers.Concat(ExpectedResources.Groups))
            await Expect(page.GetByText(name, new() { Exact = true }).First).ToBeVisibleAsync();
        foreach (var finished in ExpectedResources.RunToCompletion)
            await Expect(page.GetByText(finished, new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(page.Locator("body")).Not.ToContainTextAsync("Unhealthy");
        await Expect(page.Locator("body")).Not.ToContainTextAsync("certificate");
    }

    [BrowserFact]
    public async Task Purge_cache_asks_for_a_tag_and_removes_what_depends_on_it()
    {
        using var http = new HttpClient { BaseAddress = application.Site };
        http.DefaultRequestHeaders.Add("Surrogate-Capability", "any");
        http.DefaultRequestHeaders.Add("X-Conduit-Key", application.Secrets["edge-key"]);
        using var kept = await Eventually.GetAsync(
            () => http.GetAsync("/api/tags"),
            answer => answer.Cache() == "hit", "the tags are kept");
        var tag = Uri.UnescapeDataString(kept.Headers.GetValues("Surrogate-Key").Single().Split(' ')[0]);
        var page = await browser.NewVisitorAsync(application.Dashboard);
        await page.SetViewportSizeAsync(1600, 1600);
        await page.GotoAsync(application.Login.ToString());
        var dialog = page.Locator("#interactions-input-dialog");

        await PurgeAsync(page);
        await dialog.Locator("fluent-button", new() { HasText = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        using var still = await http.GetAsync("/api/tags");
        // The page takes no second command while it shows the first as running.
        await page.ReloadAsync();
        await PurgeAsync(page);
        await dialog.Locator("fluent-text-input").ClickAsync();
        await page.Keyboard.TypeAsync(tag);
        await dialog.Locator("fluent-button", new() { HasText = "Purge cache" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);

        Assert.Equal("hit", still.Cache());
        await Eventually.TrueAsync(async () => (await http.GetAsync("/api/tags")).Cache() == "miss", "what depends on the tag is removed");
    }

    [BrowserFact]
    public async Task A_nodes_REPL_opens_psql_in_a_terminal_of_the_dashboard()
    {
        var page = await browser.NewVisitorAsync(application.Dashboard);
        await page.SetViewportSizeAsync(1600, 1600);
        await page.GotoAsync(application.Login.ToString());

        await ExecuteAsync(page, "postgres-1-a", "REPL");

        // The page's text tells a failure to start from a command that was never sent.
        await Eventually.GetAsync(() => page.InnerTextAsync("body"), _ => Processes.All().Any(IsPsql), "psql runs", seconds: 60);
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

    private static bool IsPsql((int Id, string CommandLine) process) =>
        process.CommandLine.Contains("psql", StringComparison.Ordinal)
        && process.CommandLine.Contains("--dbname=conduit", StringComparison.Ordinal);

    private static Task PurgeAsync(IPage page) => ExecuteAsync(page, "Edge.csproj", "Purge cache");

    // The dashboard puts the commands into a menu of their own when there are several.
    private static async Task ExecuteAsync(IPage page, string row, string command)
    {
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = row }).First.GetByTitle("Actions").ClickAsync();
        await page.Locator("fluent-menu-item[title=Commands]").HoverAsync();
        await page.GetByText(command, new() { Exact = true }).ClickAsync();
    }

    [GeneratedRegex("/login")]
    private static partial Regex LoginAddress();
}
