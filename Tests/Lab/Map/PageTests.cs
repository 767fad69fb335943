using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Lab.Map;

/// <summary>The page of the system map in a real browser.</summary>
[Collection(SharedApplication.Name)]
public sealed class PageTests(WholeApplication whole, Browser browser) : IAsyncLifetime
{
    private Uri Lab => whole.Application.App.GetEndpoint("lab", "http");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => browser.CloseVisitorsAsync();

    [BrowserFact]
    public async Task Page_has_no_accessibility_violation_and_no_error_in_any_width_and_scheme()
    {
        var page = await browser.NewVisitorAsync(Lab);
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Add(message.Text);
        };
        await page.GotoAsync("/?part=postgres-0-a");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var width in (int[])[360, 1440])
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.AssertIsAccessibleAsync();
            }
        }

        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    [BrowserFact]
    public async Task A_server_is_chosen_and_left_by_keyboard_and_its_figures_are_new_each_second()
    {
        var page = await browser.NewVisitorAsync(Lab);
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync("/");
        var node = page.Locator(".wide a[data-part='cache']");
        await Expect(node.Locator("[data-figure=rate]")).ToContainTextAsync("ops/s");

        await node.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#panel-name")).ToBeFocusedAsync();
        await Expect(page.Locator("#panel [data-figure=rate]")).ToContainTextAsync("ops/s");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Lose everything" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Thaw" })).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#panel section")).ToHaveCountAsync(0);
        await Expect(node).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_switch_is_set_by_keyboard_and_another_page_shows_it()
    {
        var (page, other) = (await browser.NewVisitorAsync(Lab), await browser.NewVisitorAsync(Lab));
        await page.GotoAsync("/");
        await other.GotoAsync("/");
        await Expect(other.Locator("#live")).ToHaveTextAsync("Live");
        var toggle = page.GetByRole(AriaRole.Switch, new() { Name = "Stored feeds" });
        await Expect(toggle).ToBeCheckedAsync();

        await toggle.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(other.GetByRole(AriaRole.Switch, new() { Name = "Stored feeds" })).Not.ToBeCheckedAsync();
        await Expect(toggle).Not.ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(toggle).ToBeCheckedAsync();
        // A switch stays, also in its former position.
        Assert.Contains("\"Stored\": true", await File.ReadAllTextAsync(whole.Application.LiveSettings), StringComparison.Ordinal);
        File.Delete(whole.Application.LiveSettings);
    }

    [BrowserFact]
    public async Task A_command_that_cannot_be_executed_says_why_on_the_page()
    {
        var page = await browser.NewVisitorAsync(Lab);
        await page.SetViewportSizeAsync(1440, 900);
        await page.GotoAsync("/?part=edge");
        await Expect(page.Locator("#live")).ToHaveTextAsync("Live");

        // A button that another page has made useless meanwhile.
        await page.EvaluateAsync("document.querySelector('[data-command=thaw]').form.requestSubmit()");

        await Expect(page.Locator("#panel [data-answer]")).Not.ToBeEmptyAsync();
        await Expect(page).ToHaveURLAsync(new Uri(Lab, "/?part=edge").ToString());
    }
}
