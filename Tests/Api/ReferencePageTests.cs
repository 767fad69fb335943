using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.Api;

/// <summary>The API reference page in a real browser.</summary>
[Collection(SharedApplication.Name)]
public sealed class ReferencePageTests(WholeApplication whole, Browser browser)
{
    private const string Address = "/api/docs/";

    [BrowserFact]
    public async Task Page_shows_the_API_and_sends_a_request_without_contacting_other_hosts()
    {
        var site = whole.Application.App.GetEndpoint("edge", "http");
        var page = await browser.NewVisitorAsync(site);
        var (faults, addresses) = (new List<string>(), new List<string>());
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") faults.Add(message.Text);
        };
        page.PageError += (_, fault) => faults.Add(fault);
        page.Request += (_, request) => addresses.Add(request.Url);

        await page.GotoAsync(Address);
        await Expect(page.Locator("h1", new() { HasText = "Conduit API" }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tags" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test Request (get /tags)" }).ClickAsync();
        var send = page
            .GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button, new() { Name = "Send get request" })
            .Filter(new() { Visible = true })
            .First;
        var answer = await page.RunAndWaitForResponseAsync(() => send.ClickAsync(), answer => answer.Url == $"{site}api/tags");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(200, answer.Status);
        Assert.Equal([], faults);
        Assert.All(
            addresses.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)),
            address => Assert.StartsWith(site.ToString(), address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_dashboard_links_to_it()
    {
        var edge = await whole.Application.App.ResourceNotifications.WaitForResourceHealthyAsync("edge");

        Assert.Contains(
            edge.Snapshot.Urls,
            url => url.DisplayProperties.DisplayName == "API" && new Uri(url.Url).AbsolutePath == Address.TrimEnd('/'));
    }

    [Fact]
    public async Task Page_runs_only_its_own_scripts()
    {
        var http = whole.Application.Visitor().Http;

        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await http.GetAsync(Address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
            var scripts = Assert.Single(policy, rule => rule.StartsWith("script-src ", StringComparison.Ordinal));
            var nonce = scripts["script-src 'nonce-".Length..^1];
            Assert.Contains("default-src 'none'", policy);
            Assert.Equal(3, (await answer.Content.ReadAsStringAsync()).Split($"nonce=\"{nonce}\"").Length - 1);
            return nonce;
        }));

        Assert.Equal(pages.Length, pages.Distinct().Count());
    }
}
