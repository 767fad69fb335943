using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Conduit.Tests.Lab;

/// <summary>Just enough of an API for the lab's set-up; single articles are served only in the second half of each second.</summary>
internal sealed class StallingApi : IAsyncDisposable
{
    private static readonly object Article = new { slug = "an-article-1", tagList = new[] { "lab" }, author = new { username = "author" } };
    private static readonly string[] Comments = ["one"];

    private readonly WebApplication _app;

    private StallingApi(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public static async Task<StallingApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var token = $"-.{Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"sub":"1"}"""))}.-";
        app.MapPost("/api/users", () => new { user = new { token } });
        app.MapGet("/api/articles", () => new { articles = Enumerable.Repeat(Article, 10), articlesCount = 10 });
        app.MapGet("/api/articles/{slug}/comments", () => new { comments = Comments });
        app.MapGet("/api/articles/{slug}", AnswerLateAsync);
        app.MapFallback(() => new { });
        await app.StartAsync();
        return new StallingApi(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<object> AnswerLateAsync(CancellationToken cancellationToken)
    {
        var now = DateTime.UtcNow.Millisecond;
        if (now < 500) await Task.Delay(500 - now, cancellationToken);
        return new { article = Article };
    }
}
