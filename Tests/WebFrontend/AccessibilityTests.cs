using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Conduit.Tests.WebFrontend;

/// <summary>
/// Every page, in light and dark, at phone and desktop widths: axe finds no violation, and nothing is wider than the window.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class AccessibilityTests(WholeApplication whole, Browser browser)
{
    private const string Long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_und_noch_viel_länger";

    [BrowserFact]
    public async Task No_page_has_an_accessibility_violation()
    {
        var (author, paths) = await PagesAsync();
        var slug = paths[0].Split('/')[^1];
        var comment = (await author.GetAsync($"/api/articles/{slug}/comments")).GetProperty("comments")[0].GetProperty("id").GetInt64();
        var foreign = await (await whole.Application.Visitor().RegisterAsync("other")).PublishAsync("Not his to change");
        string[] anonymousPaths =
        [
            "/", "/tag/plain", "/login", "/register", paths[0], $"/profile/{author.Name}", $"/profile/{author.Name}/favorites",
            "/search?q=words", "/nowhere", "/failure",
        ];
        string[] ownPaths =
        [
            "/", "/?feed=following", paths[0], "/settings", "/editor", $"/editor/{slug}", $"/editor/{foreign}", "/notifications",
            $"/profile/{author.Name}", $"{paths[0]}/delete", $"{paths[0]}/comments/{comment}/delete",
        ];
        var (anonymous, own) = (await NewPageAsync(), await NewPageAsync());
        await new Person(own).SignInAsync(author);
        var faults = await Task.WhenAll(CheckAsync(anonymous, anonymousPaths), CheckAsync(own, ownPaths));

        Assert.Empty(faults.SelectMany(found => found));
    }

    [BrowserFact]
    public async Task No_text_of_any_kind_breaks_the_layout()
    {
        var (author, paths) = await PagesAsync();
        var page = await NewPageAsync();
        await new Person(page).SignInAsync(author);
        string[] checkedPaths =
            ["/", .. paths, $"/profile/{author.Name}", "/editor", "/settings", "/notifications", $"/search?q={Long}"];
        foreach (var path in checkedPaths)
        {
            await page.GotoAsync(path);
            foreach (var width in (int[])[320, 390, 1280])
            {
                await page.SetViewportSizeAsync(width, 800);
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                Assert.True(wide <= width, $"{path} is {wide} px wide in a window of {width}");
            }
        }
    }

    private Task<IPage> NewPageAsync() => browser.NewVisitorAsync(whole.Application.App.GetEndpoint("edge", "http"));

    private static async Task<List<string>> CheckAsync(IPage page, IEnumerable<string> paths)
    {
        var faults = new List<string>();
        // Dark mode differs in colours only.
        var colours = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] };
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var violations = await page.FindViolationsAsync(scheme is ColorScheme.Dark ? colours : null);
                faults.AddRange(violations.Select(violation => $"{path} ({scheme}): {violation}"));
            }
        }

        return faults;
    }

    private async Task<(Visitor Author, string[] Paths)> PagesAsync()
    {
        var author = await whole.Application.Visitor().RegisterAsync(Long[..20]);
        await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = $"مرحبا بالعالم {Long}" } });
        const string Body = $"# Heading\n\n{Long}\n\n> quoted\n\n- a list\n- [x] done\n\n```\ncode {Long}\n```\n\n"
            + $"|a|b|\n|-|-|\n|1|{Long}|\n\n![no picture](https://pictures.example.com/x.png)";
        var articles = new List<string>();
        string[] titles =
        [
            "Usual words",
            Long,
            "שלום עולם — كيف الحال",
            "👩‍👩‍👧‍👦🏳️‍🌈 emoji 🎉",
        ];
        foreach (var title in titles)
        {
            var article = new { title, description = title, body = Body, tagList = new[] { Long[..50], "עברית", "🎉", "plain" } };
            articles.Add(await author.PublishArticleAsync(article));
        }

        foreach (var slug in articles)
        {
            var comment = new { comment = new { body = Body } };
            await author.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", comment, System.Net.HttpStatusCode.Created);
            await (await whole.Application.Visitor().RegisterAsync(Long[..20])).FavoriteAsync(slug);
        }

        return (author, [.. articles.Select(slug => $"/article/{slug}")]);
    }
}
