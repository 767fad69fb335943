using System.Net;
using System.Text.Json;
using Conduit.Tests.Application;

namespace Conduit.Tests.Notifications;

/// <summary>Authors are notified of others' actions: once, grouped, and immediately when they read their notifications.</summary>
[Collection(SharedApplication.Name)]
public sealed class NotificationTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task Equal_actions_form_one_notification()
    {
        var author = await _application.Visitor().RegisterAsync("noticed");
        var slug = await author.PublishAsync("Liked by many");
        var fans = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _application.Visitor().RegisterAsync("fan")));
        foreach (var fan in fans)
        {
            await fan.FavoriteAsync(slug);
            // One notification is enough, however often the fan changes the favourite.
            await fan.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}/favorite");
            await fan.FavoriteAsync(slug);
        }

        var list = await NotificationsAsync(author, answer => AreUnread(answer, 1) && IsComplete(answer), "five favourites");

        var favorited = list.GetProperty("notifications")[0];
        Assert.Equal("favorited", favorited.GetProperty("kind").GetString());
        Assert.Equal(3, favorited.GetProperty("actors").GetArrayLength());
        Assert.Contains(favorited.GetProperty("actor").GetProperty("username").GetString(), fans.Select(fan => fan.Name));
        var article = favorited.GetProperty("article");
        Assert.Equal((slug, "Liked by many"), (article.GetProperty("slug").GetString(), article.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task Each_kind_of_action_forms_its_own_notification_and_own_actions_form_none()
    {
        var author = await _application.Visitor().RegisterAsync("noticed");
        var reader = await _application.Visitor().RegisterAsync("reader");
        var slug = await author.PublishAsync("Liked, discussed");
        await author.FavoriteAsync(slug);
        await reader.FavoriteAsync(slug);
        await CommentAsync(reader, slug, "One");
        await CommentAsync(reader, slug, "Two");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");

        var list = await NotificationsAsync(author, answer => AreUnread(answer, 3), "three notifications of four actions");

        Assert.Equal(
            [("commented", false, 1), ("favorited", false, 1), ("followed", false, 1)],
            list.GetProperty("notifications").EnumerateArray().Select(Summary).Order());
        var followed = list.GetProperty("notifications").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "followed");
        Assert.Equal(JsonValueKind.Null, followed.GetProperty("article").ValueKind);
    }

    [Fact]
    public async Task Action_forms_a_new_notification_when_the_earlier_one_is_read()
    {
        var author = await _application.Visitor().RegisterAsync("noticed");
        var reader = await _application.Visitor().RegisterAsync("early");
        var slug = await author.PublishAsync("Liked again");
        await reader.FavoriteAsync(slug);
        // One step after the other, because jobs of different writes may run concurrently.
        await NotificationsAsync(author, answer => AreUnread(answer, 1), "the favourite");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        await NotificationsAsync(author, answer => AreUnread(answer, 2), "the follower");

        Assert.Equal(0, Unread(await author.SendAsync(HttpMethod.Post, "/api/notifications/read")));
        await (await _application.Visitor().RegisterAsync("late")).FavoriteAsync(slug);

        var list = await NotificationsAsync(author, answer => AreUnread(answer, 1), "one more");
        Assert.Equal(
            [("favorited", false, 1), ("followed", true, 1), ("favorited", true, 1)],
            list.GetProperty("notifications").EnumerateArray().Select(Summary));
        var second = await author.GetAsync("/api/notifications?limit=1&offset=1");
        Assert.Equal("followed", second.GetProperty("notifications")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Later_notifications_stay_unread_when_earlier_ones_are_marked_read()
    {
        var author = await _application.Visitor().RegisterAsync("slow");
        var reader = await _application.Visitor().RegisterAsync("quick");
        await reader.FavoriteAsync(await author.PublishAsync("The first"));
        var first = await NotificationsAsync(author, answer => AreUnread(answer, 1), "a notification");
        var seen = first.GetProperty("notifications")[0].GetProperty("id").GetInt64();
        await reader.FavoriteAsync(await author.PublishAsync("The second"));
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 2), "another");

        Assert.Equal(1, Unread(await author.SendAsync(HttpMethod.Post, $"/api/notifications/read?upTo={seen}")));
        await author.SendAsync(HttpMethod.Post, "/api/notifications/read?upTo=never", expected: HttpStatusCode.UnprocessableEntity);
        await _application.Visitor().SendAsync(HttpMethod.Post, "/api/notifications/read", expected: HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Notification_disappears_when_its_cause_is_deleted()
    {
        var author = await _application.Visitor().RegisterAsync("sorry");
        var reader = await _application.Visitor().RegisterAsync("hasty");
        var slug = await author.PublishAsync("Soon gone");
        var comment = (await CommentAsync(reader, slug, "Taken back")).GetProperty("comment").GetProperty("id").GetInt64();
        await reader.FavoriteAsync(slug);
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => AreUnread(answer, 2), "two notifications");

        var commentPath = $"/api/articles/{slug}/comments/{comment}";
        await reader.SendAsync(HttpMethod.Delete, commentPath, expected: HttpStatusCode.NoContent);
        Assert.Equal(1, Unread(await author.GetAsync("/api/notifications")));
        await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
        Assert.Equal(0, Unread(await author.GetAsync("/api/notifications")));
    }

    [Fact]
    public async Task Stream_sends_the_count_when_it_changes()
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
    public async Task Stream_requires_a_signed_in_user_and_has_a_limit()
    {
        var author = await _application.Visitor().RegisterAsync("greedy");
        var streams = new List<HttpResponseMessage>();
        try
        {
            // Each server counts its own streams.
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
            "a closed stream frees its slot");
        using var stranger = await _application.Visitor().Http.GetAsync(
            "/api/notifications/stream",
            HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    private static int Unread(JsonElement answer) => answer.GetProperty("unreadCount").GetInt32();

    // The count is read after the list and may include a later notification.
    private static bool AreUnread(JsonElement answer, int count) =>
        Unread(answer) == count && Notifications(answer).Count(one => !one.GetProperty("read").GetBoolean()) == count;

    private static bool IsComplete(JsonElement answer) =>
        Notifications(answer).Max(one => one.GetProperty("actorsCount").GetInt32()) == 5;

    private static JsonElement.ArrayEnumerator Notifications(JsonElement answer) =>
        answer.GetProperty("notifications").EnumerateArray();

    private static (string Kind, bool IsRead, int Actors) Summary(JsonElement notification) => (
        notification.GetProperty("kind").GetString()!,
        notification.GetProperty("read").GetBoolean(),
        notification.GetProperty("actorsCount").GetInt32());

    private static Task<JsonElement> NotificationsAsync(Visitor user, Func<JsonElement, bool> condition, string what) =>
        Eventually.GetAsync(() => user.GetAsync("/api/notifications"), condition, what);

    private static Task<JsonElement> CommentAsync(Visitor user, string slug, string body) => user.SendAsync(
        HttpMethod.Post,
        $"/api/articles/{slug}/comments",
        new { comment = new { body } },
        HttpStatusCode.Created);

    /// <summary>The next count in the stream.</summary>
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
