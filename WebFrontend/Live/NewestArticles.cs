using Conduit.WebFrontend.Api;

namespace Conduit.WebFrontend.Live;

/// <summary>Polls for the newest articles on behalf of all open pages, and only while there are open pages.</summary>
internal sealed class NewestArticles(IServiceScopeFactory scopes) : BackgroundService
{
    private const int MaxArticles = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private int _listeners;
    private volatile Snapshot _snapshot = new([]);

    /// <summary>The number of articles newer than a time, and a task that completes when the number may have changed.</summary>
    public (int Count, Task Changed) Since(DateTimeOffset time)
    {
        var snapshot = _snapshot;
        return (snapshot.Times.Count(article => article > time), snapshot.Changed.Task);
    }

    public void Join() => Interlocked.Increment(ref _listeners);

    public void Leave() => Interlocked.Decrement(ref _listeners);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Volatile.Read(ref _listeners) > 0) await PollAsync();
        }
    }

    private async Task PollAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<ApiClient>();
        var path = $"api/articles?limit={MaxArticles}";
        var result = await client.SendAsync(HttpMethod.Get, path, token: null, ContractJson.Default.ArticleList);
        if (result.Value is not { } list) return;

        var (times, before) = (list.Articles.Select(article => article.CreatedAt).ToList(), _snapshot);
        if (times.SequenceEqual(before.Times)) return;
        _snapshot = new Snapshot(times);
        before.Changed.SetResult();
    }

    private sealed record Snapshot(IReadOnlyList<DateTimeOffset> Times)
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
