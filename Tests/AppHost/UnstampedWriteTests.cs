using System.Net;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.AppHost;

/// <summary>
/// What is written without a stamp, for a server dies before it has set one or cannot mark the write at all, leaves nobody with what was
/// before.
/// </summary>
[Collection(StoppableApplication.Name)]
public sealed class UnstampedWriteTests(WholeApplication whole)
{
    private static readonly string[] Servers = ["api-1", "api-2"];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task What_was_committed_and_not_stamped_is_read() => _application.TellingAsync(async stop =>
    {
        var author = await _application.Visitor().RegisterAsync("unlucky");
        var slug = await author.PublishAsync("Before");
        var reader = _application.Visitor();
        await _application.WhileReplicasLagAsync(async () =>
        {
            var (node, primary, locked) = await LockAsync("Before");
            await using (primary)
            {
                // Marked in Redis and sent as a whole, it now waits for the row; its sender's death does not keep it from the commit.
                var update = author.Http.PutAsync($"/api/articles/{slug}", new StringContent("""{"article":{"description":"after"}}""", null, "application/json"), stop);
                await Eventually.TrueAsync(() => IsWaitingAsync(node), "the update waits");
                foreach (var server in Servers) await _application.KillAsync(server, stop);
                await locked.RollbackAsync(stop);
                await update.ContinueWith(_ => { }, stop, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            foreach (var server in Servers) await _application.CommandAsync(server, KnownResourceCommands.StartCommand);

            await _application.WholeAsync(stop);
            Assert.Equal("after", (await reader.GetAsync($"/api/articles/{slug}")).GetProperty("article").GetProperty("description").GetString());
            Assert.Equal("after", (await reader.ListAsync($"?author={author.Name}"))[0].GetProperty("description").GetString());
        });
    });

    /// <summary>
    /// As if, whenever a write sees to it that the row says bypass, another server began an epoch at once: readers rely on marks there, and
    /// this write has none.
    /// </summary>
    [Fact]
    public async Task What_cannot_be_marked_is_not_written_in_an_epoch_that_readers_rely_on()
    {
        var author = await _application.Visitor().RegisterAsync("patient");
        var path = $"/api/articles/{await author.PublishAsync("Waiting")}";
        await _application.WithoutAsync(["freshness"], async () =>
        {
            await OnShardsAsync("""
                create function begin_another() returns trigger language plpgsql as $$ begin new.value := 'another:' || clock_timestamp(); return new; end $$;
                create trigger begin_another before update on epoch for each row execute function begin_another();
                """);
            try
            {
                await author.SendAsync(HttpMethod.Put, path, new { article = new { description = "unmarked" } }, HttpStatusCode.ServiceUnavailable);
            }
            finally
            {
                await OnShardsAsync("drop trigger begin_another on epoch; drop function begin_another();");
            }

            Assert.Equal("about Waiting", await DescriptionAsync(path));
            await author.SendAsync(HttpMethod.Put, path, new { article = new { description = "under bypass" } });
            Assert.Equal("under bypass", await DescriptionAsync(path));
        });
    }

    private async Task<string?> DescriptionAsync(string path) => (await _application.Visitor().GetAsync(path)).GetProperty("article").GetProperty("description").GetString();

    private async Task OnShardsAsync(string statement)
    {
        foreach (var node in new[] { "postgres-0", "postgres-1" })
        {
            await using var primary = await _application.OpenAsync(node, superuser: true);
            await primary.RunAsync(statement);
        }
    }

    private async Task<(string Node, NpgsqlConnection Primary, NpgsqlTransaction Locked)> LockAsync(string title)
    {
        foreach (var node in new[] { "postgres-0", "postgres-1" })
        {
            var primary = await _application.OpenAsync(node, superuser: true);
            var transaction = await primary.BeginTransactionAsync();
            await using var command = new NpgsqlCommand("select id from articles where title = $1 for update", primary) { Parameters = { new() { Value = title } } };
            if (await command.ExecuteScalarAsync() is not null) return (node, primary, transaction);
            await primary.DisposeAsync();
        }

        throw new InvalidOperationException($"no shard has an article '{title}'");
    }

    private async Task<bool> IsWaitingAsync(string node)
    {
        await using var connection = await _application.OpenAsync(node, superuser: true);
        return await connection.AskAsync<bool>(
            "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%article locked%')");
    }
}
