using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Lab.Map;

/// <summary>Lessons on the running application, in a real browser and from the command line, with short phases.</summary>
[Collection(SharedApplication.Name)]
public sealed class LessonTests(WholeApplication whole, Browser browser) : IAsyncLifetime
{
    private const float RunTimeout = 60_000;

    private Uri Lab => whole.Application.App.GetEndpoint("lab", "http");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => browser.CloseVisitorsAsync();

    [BrowserTheory]
    [InlineData("request")]
    [InlineData("read-your-writes")]
    [InlineData("queue")]
    public async Task Lesson_is_predicted_run_and_answered_by_keyboard(string lesson)
    {
        var settings = whole.Application.LiveSettingsText;
        var page = await browser.NewVisitorAsync(Lab);
        await page.SetViewportSizeAsync(360, 800);
        await page.GotoAsync($"/lessons/{lesson}?seconds=1");

        await page.Locator("input[name=prediction]").First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#result")).ToBeFocusedAsync(new() { Timeout = RunTimeout });
        await Expect(page.Locator("[data-sentence]")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("[data-sentence]")).Not.ToContainTextAsync("could not");
        Assert.Equal(2, await page.Locator("[data-bars] rect").CountAsync());
        Assert.True(await page.Locator("[data-table] tbody tr").CountAsync() >= 5);
        await Expect(page.Locator("[data-why]")).ToHaveAttributeAsync("open", "");
        await page.AssertIsAccessibleAsync();
        await page.GotoAsync("/lessons");
        await Expect(page.Locator($"[data-lesson='{lesson}'] [data-done]")).ToContainTextAsync("✓");
        Assert.Equal(settings, whole.Application.LiveSettingsText);
    }

    [BrowserFact]
    public async Task Pages_have_no_accessibility_violation_in_any_width_and_scheme()
    {
        var page = await browser.NewVisitorAsync(Lab);
        foreach (var path in (string[])["/lessons", "/lessons/caches", "/request"])
        {
            await page.GotoAsync(path);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                foreach (var width in (int[])[360, 1440])
                {
                    await page.SetViewportSizeAsync(width, 900);
                    await page.AssertIsAccessibleAsync();
                }
            }
        }
    }

    [BrowserFact]
    public async Task Charts_are_drawn_and_the_table_has_the_same_samples()
    {
        var page = await browser.NewVisitorAsync(Lab);
        await page.GotoAsync("/");

        await Expect(page.Locator("[data-charts] canvas")).ToHaveCountAsync(7);
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.Locator("[data-samples] tr").Nth(2)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lesson_runs_without_a_page_and_prints_its_table()
    {
        var (code, output, errors) = await LabProcess.RunAsync("run", "queue", "--seconds", "1", "--lab", Lab.ToString());

        Assert.True(code == 0, errors);
        Assert.Contains("worker runs", output, StringComparison.Ordinal);
        Assert.Contains("| p50, ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_switches_and_load_are_refused_while_a_lesson_runs_and_it_can_be_stopped()
    {
        using var http = new HttpClient { BaseAddress = Lab };
        using var start = new HttpRequestMessage(HttpMethod.Post, "/lessons/queue/runs?seconds=60");
        using var run = await http.SendAsync(start, HttpCompletionOption.ResponseHeadersRead);
        using var progress = new StreamReader(await run.Content.ReadAsStreamAsync());
        Assert.NotNull(await progress.ReadLineAsync());

        using var load = await http.PostAsync("/load", null);
        using var ended = await http.PostAsync("/load/stop", null);
        using var set = await http.PostAsync("/switches/Edge:Cache", null);
        using var command = await http.PostAsync("/parts/worker/resume-jobs", null);
        (await http.PostAsync("/lessons/stop", null)).Dispose();

        Assert.All([load, ended, set, command], answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.Contains("a lesson runs", await set.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Stopped. Everything was put back.", await progress.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/lessons/none/runs", HttpStatusCode.NotFound)]
    [InlineData("/lessons/queue/runs?seconds=soon", HttpStatusCode.BadRequest)]
    [InlineData("/lessons/queue/runs?seconds=600", HttpStatusCode.BadRequest)]
    [InlineData("/lessons/queue/runs?seconds=1,5", HttpStatusCode.BadRequest)]
    public async Task A_run_that_cannot_be_is_refused_with_a_reason(string path, HttpStatusCode status)
    {
        using var http = new HttpClient { BaseAddress = Lab };
        using var answer = await http.PostAsync(path, null);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("\"errors\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_cannot_be_followed_says_why()
    {
        using var http = new HttpClient { BaseAddress = Lab };
        using var action = new FormUrlEncodedContent([new("userAction", "list")]);
        using var path = new FormUrlEncodedContent([new("path", "http://example.org")]);

        using var sent = await http.PostAsync("/request", action);
        using var refused = await http.PostAsync("/request", path);

        // These tests run without a dashboard.
        Assert.Contains("The dashboard ", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }
}
