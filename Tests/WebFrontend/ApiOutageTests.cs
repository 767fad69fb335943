using System.Diagnostics;
using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>The API fails and recovers.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ApiOutageTests(WholeApplication whole)
{
    [Fact]
    public async Task Pages_respond_in_time_when_the_API_hangs()
    {
        using var http = whole.Application.App.CreateHttpClient("edge", "http");
        using var first = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var second = await ServiceProcess.OfAsync(whole.Application, "api-2");
        ServiceProcess[] servers = [first, second];
        try
        {
            foreach (var server in servers) server.Freeze();
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(UncachedPath());
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
    public async Task Pages_show_the_outage_inside_the_layout_and_recover_by_themselves()
    {
        await using var browser = new Browser();
        var site = whole.Application.App.GetEndpoint("edge", "http");
        var page = Browser.Program is null ? null : await browser.NewVisitorAsync(site);

        await whole.Application.WithoutAsync(["api-1", "api-2"], async () =>
        {
            using var http = whole.Application.App.CreateHttpClient("edge", "http");
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(UncachedPath());
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("navbar", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            if (page is null) return;
            await page.GotoAsync(UncachedPath());
            Assert.Equal("unavailable", await page.EvaluateAsync<string>("window.__conduit_debug__.getAuthState()"));
        });

        if (page is not null) await Microsoft.Playwright.Assertions.Expect(page.Locator(".feed-toggle")).ToBeVisibleAsync();
    }

    // The edge still has the stale copy of a page that it cached before.
    private static string UncachedPath() => $"/tag/{Guid.NewGuid():N}";
}
