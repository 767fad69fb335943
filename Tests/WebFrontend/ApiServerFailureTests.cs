using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.WebFrontend;

/// <summary>Web servers read from API servers directly; the death of one is not visible on a page.</summary>
[Collection(StoppableApplication.Name)]
public sealed class ApiServerFailureTests(WholeApplication whole)
{
    private const int PagesBefore = 20;
    private const int PagesAfter = 20;
    private const int Readers = 4;

    [LinuxFact]
    public async Task Signed_in_page_is_whole_when_an_API_server_is_killed_between_its_reads()
    {
        var author = await whole.Application.Visitor().RegisterAsync("author");
        await author.PublishAsync("An article that stays in reach", "reach");
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false })
        {
            BaseAddress = whole.Application.App.GetEndpoint("web-1", "http"),
        };
        using var signedUp = await RegistrationForm.SendAsync(http, http, $"survivor-{Guid.NewGuid().ToString("N")[..8]}");
        for (var page = 0; page < PagesBefore; page++) await AssertWholeAsync(http);

        await whole.Application.TellingAsync(async cancellationToken =>
        {
            try
            {
                var killed = new TaskCompletionSource();
                var readers = Enumerable.Range(0, Readers).Select(_ => ReadAsync(http, killed.Task)).ToList();
                await whole.Application.KillAsync("api-2", cancellationToken);
                killed.SetResult();
                await Task.WhenAll(readers);
            }
            finally
            {
                await whole.Application.CommandAsync("api-2", KnownResourceCommands.StartCommand);
                await whole.Application.WholeAsync(cancellationToken);
            }
        });
    }

    private static async Task ReadAsync(HttpClient http, Task killed)
    {
        while (!killed.IsCompleted) await AssertWholeAsync(http);
        for (var page = 0; page < PagesAfter; page++) await AssertWholeAsync(http);
    }

    private static async Task AssertWholeAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("class=\"article-preview\"", page, StringComparison.Ordinal);
        Assert.Contains("class=\"tag-list\"", page, StringComparison.Ordinal);
        Assert.Contains("New Article", page, StringComparison.Ordinal);
    }
}
