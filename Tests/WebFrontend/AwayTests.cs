using System.Diagnostics;
using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>The API is away, and comes back.</summary>
[Collection(StoppableApplication.Name)]
public sealed class AwayTests(WholeApplication whole)
{
    [Fact]
    public async Task An_API_that_hangs_keeps_nobody_waiting()
    {
        using var http = whole.Application.App.CreateHttpClient("edge", "http");
        using var first = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var second = await ServiceProcess.OfAsync(whole.Application, "api-2");
        ServiceProcess[] servers = [first, second];
        try
        {
            foreach (var server in servers) server.Freeze();
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(NeverKept());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        }
        finally
        {
            foreach (var server in servers) server.Wake();
        }

        await Eventually.TrueAsync(async () => (await http.GetAsync("/")).IsSuccessStatusCode, "the page, now that the API is awake");
    }

    [Fact]
    public async Task Pages_say_so_in_time_inside_the_layout_and_come_back_by_themselves()
    {
        await using var browser = new Browser();
        var site = whole.Application.App.GetEndpoint("edge", "http");
        var page = Browser.Program is null ? null : await browser.NewVisitorAsync(site);

        await whole.Application.WithoutAsync(["api-1", "api-2"], async () =>
        {
            using var http = whole.Application.App.CreateHttpClient("edge", "http");
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(NeverKept());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("navbar", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            if (page is null) return;
            await page.GotoAsync(NeverKept());
            Assert.Equal("unavailable", await page.EvaluateAsync<string>("window.__conduit_debug__.getAuthState()"));
        });

        if (page is not null) await Microsoft.Playwright.Assertions.Expect(page.Locator(".feed-toggle")).ToBeVisibleAsync();
    }

    // Of one that was shown before, the edge still has the old one.
    private static string NeverKept() => $"/tag/{Guid.NewGuid():N}";
}
