using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Live;

/// <summary>
/// Server-sent events for an open page: <c>unread</c>, the number of unread notifications; <c>articles</c>, the number of articles
/// published since the page was rendered.
/// </summary>
internal static class LiveEvents
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(5);

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NewestArticles>();
        builder.Services.AddHostedService(services => services.GetRequiredService<NewestArticles>());
    }

    public static void MapLive(this WebApplication app) => app.MapGet("/live", Stream);

    private static ServerSentEventsResult<string> Stream(
        long? since, HttpContext context, Session session, ApiStreamClient api, NewestArticles newest, IHostApplicationLifetime server)
    {
        // Prevents nginx and similar proxies from buffering the stream.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(
            EventsAsync(since, session.Token, api, newest, context.RequestAborted, server.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        long? since,
        string? token,
        ApiStreamClient api,
        NewestArticles newest,
        CancellationToken requestAborted,
        CancellationToken applicationStopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, applicationStopping, cancellationToken);
        var events = Channel.CreateBounded<SseItem<string>>(8);
        Task[] sending =
        [
            HeartbeatAsync(events.Writer, end.Token),
            token is null ? Task.CompletedTask : UnreadAsync(events.Writer, api, token, end.Token),
            since is null ? Task.CompletedTask : ArticlesAsync(events.Writer, newest, TimeOf(since.Value), end.Token),
        ];
        try
        {
            while (await WaitAsync(events.Reader, end.Token))
                while (events.Reader.TryRead(out var item)) yield return item;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The time in the address comes from the client, so it is clamped to the range of DateTimeOffset.
    private static DateTimeOffset TimeOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, uint.MaxValue * 1000L));

    private static async Task<bool> WaitAsync(ChannelReader<SseItem<string>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Prevents proxies from closing the stream as idle.
    private static async Task HeartbeatAsync(ChannelWriter<SseItem<string>> events, CancellationToken cancellationToken)
    {
        while (true)
        {
            await events.WriteAsync(new SseItem<string>("", "beat"), cancellationToken);
            await Task.Delay(HeartbeatInterval, cancellationToken);
        }
    }

    private static async Task UnreadAsync(
        ChannelWriter<SseItem<string>> events, ApiStreamClient api, string token, CancellationToken cancellationToken)
    {
        const string Path = "api/notifications/stream";
        var last = -1;
        while (true)
        {
            var isOpen = false;
            try
            {
                await foreach (var unread in api.ReadAsync(Path, token, ContractJson.Default.UnreadCount, cancellationToken))
                {
                    isOpen = true;
                    if (unread.Count == last) continue;
                    last = unread.Count;
                    await events.WriteAsync(new SseItem<string>(FormattableString.Invariant($"{last}"), "unread"), cancellationToken);
                }
            }
            catch (SessionEndedException)
            {
                events.TryComplete();
                return;
            }

            // A stream that the API ended is opened again without delay. If the session has ended, the API refuses it and this stream ends.
            if (!isOpen) await Task.Delay(ReconnectDelay, cancellationToken);
        }
    }

    private static async Task ArticlesAsync(
        ChannelWriter<SseItem<string>> events, NewestArticles newest, DateTimeOffset since, CancellationToken cancellationToken)
    {
        newest.Join();
        try
        {
            var last = 0;
            while (true)
            {
                var (count, changed) = newest.Since(since);
                if (count != last)
                {
                    last = count;
                    var item = new SseItem<string>(FormattableString.Invariant($"{count}"), "articles");
                    await events.WriteAsync(item, cancellationToken);
                }

                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            newest.Leave();
        }
    }
}
