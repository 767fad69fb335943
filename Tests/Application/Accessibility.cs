using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Conduit.Tests.Application;

/// <summary>What axe finds on a page.</summary>
internal static class Accessibility
{
    /// <summary>A line for each violation; passed rules need no report.</summary>
    /// <param name="page">The page.</param>
    /// <param name="only">The rules to check; null: all.</param>
    public static async Task<IReadOnlyList<string>> FindViolationsAsync(this IPage page, RunOnlyOptions? only = null)
    {
        var seen = await page.RunAxe(new AxeRunOptions { RunOnly = only, ResultTypes = [ResultType.Violations] });
        return
        [
            .. seen.Violations.Select(violation =>
                $"{violation.Id} {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"),
        ];
    }

    /// <summary>The page has no violation, and is not wider than the window.</summary>
    public static async Task AssertIsAccessibleAsync(this IPage page)
    {
        var width = page.ViewportSize!.Width;
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{page.Url} is wider than {width} px");
        var violations = await page.FindViolationsAsync();
        Assert.True(violations.Count == 0, $"{page.Url}: {string.Join('\n', violations)}");
    }
}
