using Conduit.WebFrontend.Api;

namespace Conduit.WebFrontend.Live;

/// <summary>The newest articles, looked for now and then for all open pages together, and only while there are any.</summary>
internal sealed class NewestArticles(IServiceScopeFactory scopes) : BackgroundService
{
    private const int Most = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private int _listeners;
    private volatile Seen _seen = new([]);

    /// <summary>How many articles are newer than a time, and when that may have changed.</summary>
    public (int Count, Task Changed) Since(DateTimeOffset time)
    {
        var seen = _seen;
        return (seen.Times.Count(article => article > time), seen.Changed.Task);
    }

    public void Join() => Interlocked.Increment(ref _listeners);

    public void Leave() => Interlocked.Decrement(ref _listeners);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Volatile.Read(ref _listeners) > 0) await LookAsync();
        }
    }

    private async Task LookAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<ApiClient>();
        var found = await client.SendAsync(HttpMethod.Get, $"api/articles?limit={Most}", token: null, ContractJson.Default.ArticleList);
        if (found.Value is not { } list) return;

        var (times, before) = (list.Articles.Select(article => article.CreatedAt).ToList(), _seen);
        if (times.SequenceEqual(before.Times)) return;
        _seen = new Seen(times);
        before.Changed.SetResult();
    }

    private sealed record Seen(IReadOnlyList<DateTimeOffset> Times)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
