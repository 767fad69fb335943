using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>No job is lost, none is done twice as far as anybody sees, and none keeps the others waiting.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class QueueTests(ShortTimeoutsApplication.Started hasty)
{
    private const int Fans = 12;

    private readonly ConduitApplication _application = hasty.Application;

    [Fact]
    public async Task What_cannot_be_done_is_tried_given_up_and_kept_and_the_rest_goes_on()
    {
        var (author, node) = await AuthorAsync();
        var reader = await _application.Visitor().RegisterAsync("undisturbed");
        await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
        await OnAsync(node, """
            insert into jobs (kind, payload) values
            ('article-published', '{"articleId": "poison", "authorId": []}'), ('article-published', '{}'),
            ('favorite-noted', 'null'), ('no-such-kind', '{"poison": true}')
            """);

        var slug = await author.PublishAsync("In spite of poison");
        await reader.FavoriteAsync(slug);

        await Eventually.TrueAsync(() => IsToldAsync(author, reader), "the job behind the poisoned ones is done");
        Assert.Equal(slug, (await reader.GetAsync("/api/articles/feed")).GetProperty("articles")[0].GetProperty("slug").GetString());
        var dead = "dead_jobs where attempts = " + ShortTimeoutsApplication.MaxAttempts + " and last_error is not null";
        Assert.Equal(4, await Eventually.GetAsync(() => CountAsync(node, dead), count => count == 4, "four dead jobs"));
        Assert.Equal(0, await CountAsync(node, "jobs where key is null"));
        Assert.Equal(slug, (await reader.GetAsync("/api/articles/feed")).GetProperty("articles")[0].GetProperty("slug").GetString());
        await OnAsync(node, "delete from dead_jobs");
    }

    [Fact]
    public async Task Frozen_with_a_job_past_its_lease_the_worker_and_another_have_one_effect()
    {
        var (author, node) = await AuthorAsync();
        var reader = await _application.Visitor().RegisterAsync("impatient");
        var slug = await author.PublishAsync("Told once");
        using var frozen = await ServiceProcess.OfAsync(_application, "worker");
        await using (var connection = await _application.OpenAsync(node, superuser: true))
        await using (var locked = await connection.BeginTransactionAsync())
        {
            await connection.RunAsync("lock table notifications in exclusive mode");
            await reader.FavoriteAsync(slug);
            await Eventually.TrueAsync(() => IsWaitingAsync(node), "the worker is about to tell");
            frozen.Freeze();
            // What it has said is done without it, and it does not know.
            await locked.RollbackAsync();
        }

        using var other = frozen.StartAnother();
        await Eventually.TrueAsync(
            async () => await CountAsync(node, "jobs where kind = 'favorite-noted'") == 0, "the other worker has done it");
        await other.EndAsync();
        frozen.Wake();

        var again = await _application.Visitor().RegisterAsync("later");
        await again.FavoriteAsync(slug);
        await Eventually.TrueAsync(() => IsToldAsync(author, again), "the woken worker works");
        Assert.Equal(2, await CountAsync(node, $"notifications where user_id = {await _application.IdAsync(author)}"));
    }

    [Fact]
    public Task Postgres_restarts_and_the_worker_goes_on_by_itself() => _application.TellingAsync(async _ =>
    {
        var (authors, reader) =
            (await Task.WhenAll(AuthorAsync(0), AuthorAsync(1)), await _application.Visitor().RegisterAsync("afterwards"));
        var slugs = await Task.WhenAll(authors.Select(one => one.Author.PublishAsync("Before the restart")));
        var worker = await _application.ProcessIdAsync("worker");
        string[] nodes = ["postgres-0-replica", "postgres-1-replica", "postgres-0", "postgres-1"];
        await _application.WithoutAsync(nodes, () => Task.CompletedTask);

        foreach (var ((author, _), slug) in authors.Zip(slugs))
        {
            await Eventually.SucceedsAsync(() => reader.FavoriteAsync(slug), "the article becomes a favourite");
            await Eventually.TrueAsync(() => IsToldAsync(author, reader), "the job is done");
        }

        Assert.Equal(worker, await _application.ProcessIdAsync("worker"));
    });

    [Fact]
    public async Task Told_to_stop_a_worker_gives_back_what_it_has()
    {
        var (author, node) = await AuthorAsync();
        var slug = await author.PublishAsync("Much noticed");
        var fans = await Task.WhenAll(Enumerable.Range(0, Fans).Select(_ => _application.Visitor().RegisterAsync("fan")));
        await using (var connection = await _application.OpenAsync(node, superuser: true))
        await using (var locked = await connection.BeginTransactionAsync())
        {
            await connection.RunAsync("lock table notifications in exclusive mode");
            await Task.WhenAll(fans.Select(fan => fan.FavoriteAsync(slug)));
            await Eventually.GetAsync(
                () => CountAsync(node, "jobs where kind = 'favorite-noted' and leased_by is not null"),
                count => count == Fans, "the worker has all jobs");
            await _application.TellingAsync(async stop =>
            {
                await _application.CommandAsync("worker", KnownResourceCommands.StopCommand);
                await _application.App.ResourceNotifications.WaitForResourceAsync("worker", KnownResourceStates.TerminalStates, stop);
            });
            Assert.Equal(Fans, await CountAsync(node, "jobs where kind = 'favorite-noted'"));
            const string Taken =
                "jobs where kind = 'favorite-noted' and (leased_by is not null or leased_until is not null or attempts > 0)";
            Assert.Equal(0, await CountAsync(node, Taken));
        }

        await _application.CommandAsync("worker", KnownResourceCommands.StartCommand);
        var told = $"notifications where user_id = {await _application.IdAsync(author)}";
        await Eventually.GetAsync(() => CountAsync(node, told), count => count == Fans, "everything is told");
        await _application.TellingAsync(_application.WholeAsync);
    }

    [Fact]
    public async Task Recurring_jobs_are_there_once_mend_what_is_wrong_and_come_again()
    {
        var (author, node) = await AuthorAsync();
        var (has, lacks) = ($"has-{Guid.NewGuid():N}", $"lacks-{Guid.NewGuid():N}");
        var slug = await author.PublishAsync("Counted", has);
        Assert.True(Slug.TryReadId(slug, out var article));
        var id = await _application.IdAsync(author);
        await OnAsync(node, $"""
            delete from article_tags where article_id = {article};
            insert into article_tags (tag, article_id) values ('{lacks}', {article});
            update profiles set articles = articles + 7 where user_id = {id};
            update counters set value = value - 5 where name = 'articles';
            update reader_counters set favorites = favorites + 3;
            insert into idempotency_keys (owner_id, key, request, subject_id, created_at)
            values ({id}, 'old', '\x00', 1, now() - interval '25 hours'), ({id}, 'young', '\x00', 1, now());
            update jobs set run_at = now() where key is not null;
            """);

        await Eventually.TrueAsync(
            async () => (await author.GetAsync($"/api/articles?author={author.Name}")).GetProperty("articlesCount").GetInt32() == 1,
            "the count is right again");
        const string Wrong = "(select sum(value) as counted from counters where name = 'articles') c "
            + "where counted <> (select count(*) from articles)";
        await Eventually.TrueAsync(async () => await CountAsync(node, Wrong) == 0, "so is the shard's");
        await Eventually.TrueAsync(
            async () => await CountAsync(node, $"idempotency_keys where owner_id = {id} and key in ('old', 'young')") == 1,
            "what is old is removed");
        await Eventually.TrueAsync(
            async () => await CountAsync(node, "jobs where key is not null and run_at > now() and leased_by is null") == 3,
            "each waits for its next time");
        await Eventually.TrueAsync(
            async () => (await author.ListAsync($"?tag={has}")).Count == 1 && (await author.ListAsync($"?tag={lacks}")).Count == 0,
            "the article is listed under its tag alone");
    }

    private static async Task<bool> IsToldAsync(Visitor author, Visitor reader) =>
        (await author.GetAsync("/api/notifications")).GetRawText().Contains(reader.Name, StringComparison.Ordinal);

    private async Task<bool> IsWaitingAsync(string node)
    {
        await using var connection = await _application.OpenAsync(node, superuser: true);
        return await connection.AskAsync<bool>(
            "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%notify of favourite%')");
    }

    private async Task<long> CountAsync(string node, string what) =>
        (await _application.AskAsync<long>(node, "conduit", $"select count(*) from {what}"))[0];

    private Task OnAsync(string node, string sql) => _application.OnAsync(node, "conduit", sql);

    /// <summary>Somebody who lives on a shard, or on any, and where that is.</summary>
    private async Task<(Visitor Author, string Node)> AuthorAsync(int? shard = null)
    {
        while (true)
        {
            var author = await _application.Visitor().RegisterAsync("author");
            var home = ConduitId.LogicalShard(await _application.IdAsync(author)) / ShardMap.PerPhysicalShard;
            if (shard is null || shard == home) return (author, $"postgres-{home}");
        }
    }
}
