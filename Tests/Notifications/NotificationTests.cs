using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Notifications;

/// <summary>People are told what others did to them and their articles: once, together, and at once if they look.</summary>
[Collection(SharedApplication.Name)]
public sealed class NotificationTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task All_who_did_the_same_are_one_notification_until_it_is_read()
    {
        var author = await _application.Visitor().RegisterAsync("noticed");
        var slug = await author.PublishAsync("Liked by many");
        var fans = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _application.Visitor().RegisterAsync("fan")));
        foreach (var fan in fans)
        {
            await fan.FavoriteAsync(slug);
            // Once is enough, whatever he changes his mind to.
            await fan.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/favorite");
            await fan.FavoriteAsync(slug);
        }

        // In this order: jobs of different deeds may be done side by side.
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 1) && IsComplete(answer), "five favourites");
        await fans[0].SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body = "One" } }, HttpStatusCode.Created);
        await fans[0].SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body = "Two" } }, HttpStatusCode.Created);
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 2), "the comments");
        await fans[1].SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        // What somebody does to himself he knows.
        await author.FavoriteAsync(slug);

        var told = await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 3) && IsComplete(answer), "three notifications of seven deeds");
        var notifications = told.GetProperty("notifications").EnumerateArray().ToDictionary(one => one.GetProperty("kind").GetString()!);
        Assert.Equal(["commented", "favorited", "followed"], notifications.Keys.Order(StringComparer.Ordinal));
        var favorited = notifications["favorited"];
        Assert.Equal((5, 3), (favorited.GetProperty("actorsCount").GetInt32(), favorited.GetProperty("actors").GetArrayLength()));
        Assert.Contains(favorited.GetProperty("actor").GetProperty("username").GetString(), fans.Select(fan => fan.Name));
        Assert.Equal((slug, "Liked by many"), (favorited.GetProperty("article").GetProperty("slug").GetString(), favorited.GetProperty("article").GetProperty("title").GetString()));
        Assert.Equal((1, JsonValueKind.Null), (notifications["commented"].GetProperty("actorsCount").GetInt32(), notifications["followed"].GetProperty("article").ValueKind));

        var left = await author.SendAsync(HttpMethod.Post, "/api/notifications/read");
        Assert.Equal(0, Unread(left));
        await (await _application.Visitor().RegisterAsync("late")).FavoriteAsync(slug);

        told = await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 1), "one more");
        Assert.Equal(
            [("favorited", false, 1), ("followed", true, 1), ("commented", true, 1), ("favorited", true, 5)],
            told.GetProperty("notifications").EnumerateArray().Select(one => (one.GetProperty("kind").GetString()!, one.GetProperty("read").GetBoolean(), one.GetProperty("actorsCount").GetInt32())));
        Assert.Equal("followed", (await author.GetAsync("/api/notifications?limit=1&offset=1")).GetProperty("notifications")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_came_after_what_was_seen_stays_unread()
    {
        var author = await _application.Visitor().RegisterAsync("slow");
        var reader = await _application.Visitor().RegisterAsync("quick");
        await reader.FavoriteAsync(await author.PublishAsync("The first"));
        var seen = (await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 1), "a notification")).GetProperty("notifications")[0].GetProperty("id").GetInt64();
        await reader.FavoriteAsync(await author.PublishAsync("The second"));
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 2), "another");

        Assert.Equal(1, Unread(await author.SendAsync(HttpMethod.Post, $"/api/notifications/read?upTo={seen}")));
        await author.SendAsync(HttpMethod.Post, "/api/notifications/read?upTo=never", expected: HttpStatusCode.UnprocessableEntity);
        await _application.Visitor().SendAsync(HttpMethod.Post, "/api/notifications/read", expected: HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_gone_is_told_no_more()
    {
        var author = await _application.Visitor().RegisterAsync("sorry");
        var reader = await _application.Visitor().RegisterAsync("hasty");
        var slug = await author.PublishAsync("Soon gone");
        var comment = await reader.SendAsync(HttpMethod.Post, $"/api/articles/{slug}/comments", new { comment = new { body = "Taken back" } }, HttpStatusCode.Created);
        await reader.FavoriteAsync(slug);
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 2), "two notifications");

        await reader.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/comments/{comment.GetProperty("comment").GetProperty("id").GetInt64()}", expected: HttpStatusCode.NoContent);
        Assert.Equal(1, Unread(await author.GetAsync("/api/notifications")));
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        Assert.Equal(0, Unread(await author.GetAsync("/api/notifications")));
    }

    [Fact]
    public async Task The_count_comes_by_itself_whenever_it_changes()
    {
        var author = await _application.Visitor().RegisterAsync("watching");
        var slug = await author.PublishAsync("Watched");
        using var answer = await author.Http.GetAsync("/api/notifications/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal(0, await NextAsync(lines));
        await (await _application.Visitor().RegisterAsync("fan")).FavoriteAsync(slug);
        Assert.Equal(1, await NextAsync(lines));
        await author.SendAsync(HttpMethod.Post, "/api/notifications/read");
        Assert.Equal(0, await NextAsync(lines));
    }

    [Fact]
    public async Task The_stream_is_for_those_who_are_signed_in_and_not_without_end()
    {
        var author = await _application.Visitor().RegisterAsync("greedy");
        var streams = new List<HttpResponseMessage>();
        try
        {
            // Each server counts for itself.
            while (streams.Count < 50 && (streams.Count == 0 || streams[^1].StatusCode == HttpStatusCode.OK))
                streams.Add(await author.Http.GetAsync("/api/notifications/stream", HttpCompletionOption.ResponseHeadersRead));
            Assert.Equal(HttpStatusCode.TooManyRequests, streams[^1].StatusCode);
        }
        finally
        {
            foreach (var stream in streams) stream.Dispose();
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var again = await author.Http.GetAsync("/api/notifications/stream", HttpCompletionOption.ResponseHeadersRead);
                return again.StatusCode == HttpStatusCode.OK;
            },
            "whoever leaves makes room");
        using var stranger = await _application.Visitor().Http.GetAsync("/api/notifications/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    private static int Unread(JsonElement answer) => answer.GetProperty("unreadCount").GetInt32();

    // The count is read after the list, and may know of something that came in between.
    private static bool AreUnread(JsonElement answer, int count) =>
        Unread(answer) == count && answer.GetProperty("notifications").EnumerateArray().Count(one => !one.GetProperty("read").GetBoolean()) == count;

    private static bool IsComplete(JsonElement answer) => answer.GetProperty("notifications").EnumerateArray().Max(one => one.GetProperty("actorsCount").GetInt32()) == 5;

    /// <summary>The next count that is told.</summary>
    private static async Task<int> NextAsync(StreamReader lines)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal)) return Unread(JsonDocument.Parse(line["data:".Length..]).RootElement);
        }

        throw new EndOfStreamException("The stream has ended.");
    }
}
