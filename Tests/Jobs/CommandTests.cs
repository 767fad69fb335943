using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>What whoever runs it can tell the worker and ask it, and how it tells that something is wrong.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class CommandTests(ShortTimeoutsApplication.Started hasty)
{
    private readonly ConduitApplication _application = hasty.Application;

    [Fact]
    public Task A_paused_worker_takes_nothing_says_that_it_is_late_and_goes_on_when_told_to() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("waiting");
        var reader = await _application.Visitor().RegisterAsync("fan");
        var slug = await author.PublishAsync("Told later");

        Assert.Equal("This worker takes no more jobs until it is resumed or restarted.", (await CommandAsync("pause-jobs")).Message);
        await reader.FavoriteAsync(slug);
        await Eventually.TrueAsync(async () => !await IsHealthyAsync(), "the worker says that it is late");
        var shown = await CommandAsync("show-queue");
        Assert.Equal(0, Unread(await author.GetAsync("/api/notifications")));
        Assert.Equal((CommandResultFormat.Markdown, true), (shown.Data!.Format, shown.Data.DisplayImmediately));
        Assert.Contains("This worker is paused.", shown.Data.Value, StringComparison.Ordinal);
        Assert.Matches(@"\| conduit-\d \| favorite-noted \| interactive \| 1 \| 1 \| 0 \|", shown.Data.Value);

        await CommandAsync("resume-jobs");
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => Unread(answer) == 1, "the notification");
        await Eventually.TrueAsync(IsHealthyAsync, "the worker is well again");
        await _application.WholeAsync(stop);
    });

    [Fact]
    public async Task What_was_given_up_is_shown_and_tried_again()
    {
        var author = await _application.Visitor().RegisterAsync("given-up");
        var reader = await _application.Visitor().RegisterAsync("fan");
        var slug = await author.PublishAsync("Told after all");
        Assert.True(Slug.TryReadId(slug, out var article));
        await _application.OnAsync(Sql.NodeOf(article), "conduit", $$"""
            insert into favorites (article_id, user_id, is_on, version) values ({{article}}, {{await _application.IdAsync(reader)}}, true, 1);
            insert into dead_jobs (id, kind, payload, created_at, attempts, last_error) values
            (-1, 'favorite-noted', '{"articleId": {{article}}, "userId": {{await _application.IdAsync(reader)}}, "version": 1}', now(), 3, 'a | reason')
            """);

        Assert.Contains(@"| favorite-noted | dead | 1 |", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
        Assert.Contains(@"a \| reason", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
        Assert.Equal("1 dead job is tried again.", (await CommandAsync("replay-dead-jobs")).Message);
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => Unread(answer) == 1, "the notification");
        Assert.DoesNotContain("dead", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_has_the_key_is_heard()
    {
        using var stranger = _application.App.CreateHttpClient("worker", "http");
        using var asked = await stranger.GetAsync("/jobs");
        using var told = await stranger.PostAsync("/jobs/pause", null);
        stranger.DefaultRequestHeaders.Add("X-Conduit-Key", "a guess");
        using var guessed = await stranger.GetAsync("/jobs");

        Assert.All([asked, told, guessed], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    private async Task<ExecuteCommandResult> CommandAsync(string name)
    {
        var result = await _application.App.ResourceCommands.ExecuteCommandAsync("worker", name);
        Assert.True(result.Success, result.Message);
        return result;
    }

    private async Task<bool> IsHealthyAsync()
    {
        using var worker = _application.App.CreateHttpClient("worker", "http");
        using var answer = await worker.GetAsync("/health");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static int Unread(JsonElement answer) => answer.GetProperty("unreadCount").GetInt32();
}
