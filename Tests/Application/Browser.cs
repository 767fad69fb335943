using Microsoft.Playwright;

namespace Conduit.Tests.Application;

/// <summary>A real browser: the program in CHROMIUM, or the one on PATH.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const float TimeoutMilliseconds = 15_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The path of the browser's program, if there is one.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(_ => Names, Path.Combine)
            .FirstOrDefault(File.Exists);

    /// <summary>A new browser context: no cookies, no history.</summary>
    public async Task<IPage> NewVisitorAsync(Uri site, bool scripts = true)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Headless = true });
        var context = await _browser.NewContextAsync(new() { BaseURL = site.ToString(), JavaScriptEnabled = scripts });
        context.SetDefaultTimeout(TimeoutMilliseconds);
        Assertions.SetDefaultExpectTimeout(TimeoutMilliseconds);
        return await context.NewPageAsync();
    }

    /// <summary>Closes all pages, for tests of pages that never rest and would slow down the tests after them.</summary>
    public async Task CloseVisitorsAsync()
    {
        foreach (var context in _browser?.Contexts ?? []) await context.CloseAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
