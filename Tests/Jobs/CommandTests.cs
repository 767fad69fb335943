using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>The operator's commands for the worker, and how the worker reports problems.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class CommandTests(ShortTimeoutsApplication.Started fixture)
{
    private readonly ConduitApplication _application = fixture.Application;

    [Fact]
    public Task Paused_worker_takes_no_job_reports_a_delay_and_resumes_on_command() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("waiting");
        var reader = await _application.Visitor().RegisterAsync("fan");
        var slug = await author.PublishAsync("Told later");

        Assert.Equal("This worker leases no more jobs until it is resumed or restarted.", (await CommandAsync("pause-jobs")).Message);
        await reader.FavoriteAsync(slug);
        await Eventually.TrueAsync(async () => !await IsHealthyAsync(), "the worker reports the delay");
        var shown = await CommandAsync("show-queue");
        Assert.Equal(0, Unread(await author.GetAsync("/api/notifications")));
        Assert.Equal((CommandResultFormat.Markdown, true), (shown.Data!.Format, shown.Data.DisplayImmediately));
        Assert.Contains("This worker is paused.", shown.Data.Value, StringComparison.Ordinal);
        Assert.Matches(@"\| conduit-\d \| favorite-noted \| interactive \| 1 \| 1 \| 0 \|", shown.Data.Value);

        await CommandAsync("resume-jobs");
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => Unread(answer) == 1, "the notification");
        await Eventually.TrueAsync(IsHealthyAsync, "the worker is healthy again");
        await _application.WholeAsync(cancellationToken);
    });

    [Fact]
    public async Task Dead_jobs_are_shown_and_replayed()
    {
        var author = await _application.Visitor().RegisterAsync("given-up");
        var reader = await _application.Visitor().RegisterAsync("fan");
        var slug = await author.PublishAsync("Told after all");
        Assert.True(Slug.TryReadId(slug, out var article));
        var readerId = await _application.IdAsync(reader);
        await _application.OnAsync(Sql.NodeOf(article), "conduit", $$"""
            insert into favorites (article_id, user_id, is_on, version) values ({{article}}, {{readerId}}, true, 1);
            insert into dead_jobs (id, kind, payload, created_at, attempts, last_error) values
            (-1, 'favorite-noted', '{"articleId": {{article}}, "userId": {{readerId}}, "version": 1}', now(), 3, 'a | reason')
            """);

        Assert.Contains(@"| favorite-noted | dead | 1 |", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
        Assert.Contains(@"a \| reason", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
        Assert.Equal("1 dead job is queued again.", (await CommandAsync("replay-dead-jobs")).Message);
        await Eventually.GetAsync(() => author.GetAsync("/api/notifications"), answer => Unread(answer) == 1, "the notification");
        Assert.DoesNotContain("dead", (await CommandAsync("show-queue")).Data!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_refused_without_the_key()
    {
        using var http = _application.App.CreateHttpClient("worker", "http");
        using var read = await http.GetAsync("/jobs");
        using var paused = await http.PostAsync("/jobs/pause", null);
        http.DefaultRequestHeaders.Add("X-Conduit-Key", "a guess");
        using var guessed = await http.GetAsync("/jobs");

        Assert.All([read, paused, guessed], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
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
