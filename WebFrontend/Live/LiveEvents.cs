using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Conduit.WebFrontend.Account;
using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Live;

/// <summary>
/// What an open page is told as server-sent events: <c>unread</c>, how many notifications are; <c>articles</c>, how many came since it was
/// made.
/// </summary>
internal static class LiveEvents
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NewestArticles>();
        builder.Services.AddHostedService(services => services.GetRequiredService<NewestArticles>());
    }

    public static void MapLive(this WebApplication app) => app.MapGet("/live", Stream);

    private static ServerSentEventsResult<string> Stream(
        long? since, HttpContext context, Session session, ApiStreamClient api, NewestArticles newest, IHostApplicationLifetime server)
    {
        // Nginx and its like would hold it back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(EventsAsync(since, session.Token, api, newest, context.RequestAborted, server.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        long? since, string? token, ApiStreamClient api, NewestArticles newest, CancellationToken gone, CancellationToken stopping,
            [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping, cancel);
        var events = Channel.CreateBounded<SseItem<string>>(8);
        Task[] telling =
        [
            BeatAsync(events.Writer, end.Token),
            token is null ? Task.CompletedTask : UnreadAsync(events.Writer, api, token, end.Token),
            since is null ? Task.CompletedTask : ArticlesAsync(events.Writer, newest, DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(since.Value, 0, uint.MaxValue * 1000L)), end.Token),
        ];
        try
        {
            while (await WaitAsync(events.Reader, end.Token))
                while (events.Reader.TryRead(out var told)) yield return told;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> WaitAsync(ChannelReader<SseItem<string>> events, CancellationToken end)
    {
        try
        {
            return await events.WaitToReadAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Shows everybody in between that the answer goes on.
    private static async Task BeatAsync(ChannelWriter<SseItem<string>> events, CancellationToken end)
    {
        while (true)
        {
            await events.WriteAsync(new SseItem<string>("", "beat"), end);
            await Task.Delay(LongestSilence, end);
        }
    }

    private static async Task UnreadAsync(ChannelWriter<SseItem<string>> events, ApiStreamClient api, string token, CancellationToken end)
    {
        var last = -1;
        while (true)
        {
            var isOpen = false;
            try
            {
                await foreach (var unread in api.ReadAsync("api/notifications/stream", token, ContractJson.Default.UnreadCount, end))
                {
                    isOpen = true;
                    if (unread.Count == last) continue;
                    last = unread.Count;
                    await events.WriteAsync(new SseItem<string>(FormattableString.Invariant($"{last}"), "unread"), end);
                }
            }
            catch (SessionEndedException)
            {
                events.TryComplete();
                return;
            }

            // A stream that the API ended is opened again at once: if that was the end of the session, this stream ends with it.
            if (!isOpen) await Task.Delay(Again, end);
        }
    }

    private static async Task ArticlesAsync(ChannelWriter<SseItem<string>> events, NewestArticles newest, DateTimeOffset since, CancellationToken end)
    {
        newest.Join();
        try
        {
            for (var last = 0; ;)
            {
                var (count, changed) = newest.Since(since);
                if (count != last) await events.WriteAsync(new SseItem<string>(FormattableString.Invariant($"{last = count}"), "articles"), end);
                await changed.WaitAsync(end);
            }
        }
        finally
        {
            newest.Leave();
        }
    }
}
