using System.Net;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.AppHost;

/// <summary>
/// A write whose server dies before it sets the stamp, or that cannot be marked at all, leaves no reader with the previous
/// value.
/// </summary>
[Collection(StoppableApplication.Name)]
public sealed class UnstampedWriteTests(WholeApplication whole)
{
    private static readonly string[] Servers = ["api-1", "api-2"];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public Task Committed_write_is_read_when_its_server_died_before_the_stamp() => _application.TellingAsync(async cancellationToken =>
    {
        var author = await _application.Visitor().RegisterAsync("unlucky");
        var slug = await author.PublishAsync("Before");
        var reader = _application.Visitor();
        await _application.WhileReplicasLagAsync(async () =>
        {
            var (node, primary, locked) = await LockAsync("Before");
            await using (primary)
            {
                // The update is marked in Redis and waits in Postgres for the row lock; the death of its server does not stop the commit.
                var edit = new StringContent("""{"article":{"description":"after"}}""", null, "application/json");
                var update = author.Http.PutAsync($"/api/articles/{slug}", edit, cancellationToken);
                await Eventually.TrueAsync(() => IsWaitingAsync(node), "the update waits");
                foreach (var server in Servers) await _application.KillAsync(server, cancellationToken);
                await locked.RollbackAsync(cancellationToken);
                await update.ContinueWith(_ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
            }

            foreach (var server in Servers) await _application.CommandAsync(server, KnownResourceCommands.StartCommand);

            await _application.WholeAsync(cancellationToken);
            var article = (await reader.GetAsync($"/api/articles/{slug}")).GetProperty("article");
            Assert.Equal("after", article.GetProperty("description").GetString());
            Assert.Equal("after", (await reader.ListAsync($"?author={author.Name}"))[0].GetProperty("description").GetString());
        });
    });

    /// <summary>
    /// Simulates another server that begins an epoch whenever a write sets the row to bypass: readers rely on marks in that epoch, and
    /// this write has none.
    /// </summary>
    [Fact]
    public async Task Write_without_a_mark_does_not_commit_in_an_epoch_that_readers_rely_on()
    {
        var author = await _application.Visitor().RegisterAsync("patient");
        var path = $"/api/articles/{await author.PublishAsync("Waiting")}";
        await _application.WithoutAsync(["freshness"], async () =>
        {
            await OnShardsAsync("""
                create function begin_another() returns trigger language plpgsql as $$
                    begin new.value := 'another:' || clock_timestamp(); return new; end $$;
                create trigger begin_another before update on epoch for each row execute function begin_another();
                """);
            try
            {
                var edit = new { article = new { description = "unmarked" } };
                await author.SendAsync(HttpMethod.Put, path, edit, HttpStatusCode.ServiceUnavailable);
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

    private async Task<string?> DescriptionAsync(string path) =>
        (await _application.Visitor().GetAsync(path)).GetProperty("article").GetProperty("description").GetString();

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
            await using var command = new NpgsqlCommand("select id from articles where title = $1 for update", primary);
            command.Parameters.Add(new() { Value = title });
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
