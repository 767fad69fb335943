using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>
/// An article that its author changes again and again while others read it through several servers: each answer must show what was
/// acknowledged before it was requested.
/// </summary>
internal sealed class VersionedArticle(HttpClient author, string path, IReadOnlyList<HttpClient> readers)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentQueue<string> _staleAnswers = [];
    private int _acknowledged;

    public static async Task<VersionedArticle> PublishAsync(Visitor author, IReadOnlyList<HttpClient> readers) =>
        new(author.Http, $"/api/articles/{await author.PublishAsync("Versions")}", readers);

    public string Path => path;

    /// <summary>Waits until another version is acknowledged.</summary>
    public Task ChangesAsync()
    {
        var before = Volatile.Read(ref _acknowledged);
        return Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref _acknowledged) > before), "another version is acknowledged");
    }

    /// <summary>Changes and reads the article while an action runs, and once more afterwards.</summary>
    public async Task WhileItChangesAsync(Func<Task> happen)
    {
        using var end = new CancellationTokenSource();
        var running = Task.WhenAll([WriteAsync(end.Token), .. readers.Select(reader => ReadAsync(reader, end.Token))]);
        try
        {
            await happen();
        }
        finally
        {
            await end.CancelAsync();
            await running;
        }

        foreach (var reader in readers) await Eventually.TrueAsync(() => CheckAsync(reader), $"{reader.BaseAddress} answers");
        Assert.True(_staleAnswers.IsEmpty, string.Join('\n', _staleAnswers));
        Assert.True(_acknowledged > 1, "nothing was written");
    }

    private async Task WriteAsync(CancellationToken end)
    {
        for (var version = 1; !end.IsCancellationRequested; version++)
        {
            await Eventually.TrueAsync(() => HasWrittenAsync(version), $"version {version} is written");
            Volatile.Write(ref _acknowledged, version);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task<bool> HasWrittenAsync(int version)
    {
        try
        {
            using var answer = await author.PutAsJsonAsync(path, new { article = new { description = $"{version}" } });
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ReadAsync(HttpClient reader, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await CheckAsync(reader);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task<bool> CheckAsync(HttpClient reader)
    {
        var acknowledged = Volatile.Read(ref _acknowledged);
        try
        {
            using var answer = await reader.GetAsync(path);
            if (!answer.IsSuccessStatusCode) return false;
            var article = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("article");
            var shown = article.GetProperty("description").GetString();
            if (acknowledged > 0 && int.Parse(shown!, System.Globalization.CultureInfo.InvariantCulture) < acknowledged)
            {
                var tier = answer.Headers.GetValues("Server-Timing").First();
                _staleAnswers.Enqueue($"{reader.BaseAddress} showed version {shown} when {acknowledged} was acknowledged: {tier}");
            }
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
