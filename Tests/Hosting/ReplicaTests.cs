using System.Globalization;
using System.Net;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.Hosting;

[Collection(SharedApplication.Name)]
public sealed class ReplicaTests(WholeApplication whole)
{
    [Theory]
    [InlineData("postgres-0")]
    [InlineData("postgres-1")]
    public async Task Row_is_on_the_replicas_disk_at_once_and_soon_visible_there(string name)
    {
        await using var primary = await whole.Application.OpenAsync(name);
        await using var replica = await whole.Application.OpenAsync($"{name}-replica");
        await using var host = await whole.Application.OpenAsync(name, superuser: true);
        Assert.False(await primary.AskAsync<bool>("select pg_is_in_recovery()"));
        Assert.True(await replica.AskAsync<bool>("select pg_is_in_recovery()"));

        await primary.RunAsync("create table followed (number int)");
        try
        {
            for (var number = 1; number <= 20; number++)
            {
                await primary.RunAsync(string.Create(CultureInfo.InvariantCulture, $"insert into followed values ({number})"));
                var committed = await primary.AskAsync<string>("select pg_current_wal_lsn()::text");
                Assert.True(await host.AskAsync<bool>($"select flush_lsn >= '{committed}' from pg_stat_replication"), $"row {number}");
            }

            await Eventually.GetAsync(
                () => replica.AskAsync<int>("select coalesce(max(number), 0) from followed"),
                seen => seen == 20,
                "all rows are read on the replica");
        }
        finally
        {
            await primary.RunAsync("drop table followed");
        }
    }

    [Fact]
    public async Task Replica_refuses_writes()
    {
        await using var replica = await whole.Application.OpenAsync("postgres-0-replica");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => replica.RunAsync("create table stray (number int)"));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [Fact]
    public async Task The_services_role_is_no_superuser()
    {
        await using var primary = await whole.Application.OpenAsync("postgres-0");

        Assert.False(await primary.AskAsync<bool>("""
            select rolsuper or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = current_user
            """));
    }

    [Fact]
    public async Task Articles_are_read_from_the_replicas()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("elsewhere");
        var before = await ReadsOfArticlesAsync();

        await reader.ListAsync();

        // Statistics are reported with a delay.
        await Eventually.GetAsync(ReadsOfArticlesAsync, now => now > before, $"more than {before} reads of articles on the replicas");
    }

    [Fact]
    public async Task Acknowledged_write_shows_at_once_when_replicas_lag()
    {
        var author = await whole.Application.Visitor().RegisterAsync("ahead");
        var reader = await whole.Application.Visitor().RegisterAsync("late");
        var anonymous = whole.Application.Visitor().PastTheEdge();
        await whole.Application.WhileReplicasLagAsync(async () =>
        {
            var slug = await author.PublishAsync("Written while replicas lag", "lagging");
            await reader.SendAsync(HttpMethod.Post, $"/api/profiles/{author.Name}/follow");
            await reader.FavoriteAsync(slug);
            await author.SendAsync(HttpMethod.Put, "/api/user", new { user = new { bio = "Seen at once" } });

            var article = (await anonymous.GetAsync($"/api/articles/{slug}")).GetProperty("article");
            Assert.Equal(1, article.GetProperty("favoritesCount").GetInt32());
            Assert.Equal("Seen at once", article.GetProperty("author").GetProperty("bio").GetString());
            foreach (var list in new[] { "", "?tag=lagging", $"?author={author.Name}", $"?favorited={reader.Name}" })
                Assert.Equal(slug, (await anonymous.ListAsync(list))[0].GetProperty("slug").GetString());
            Assert.Equal(slug, (await reader.ListAsync("/feed"))[0].GetProperty("slug").GetString());

            await author.SendAsync(HttpMethod.Delete, $"/api/articles/{slug}", expected: HttpStatusCode.NoContent);
            await anonymous.GetAsync($"/api/articles/{slug}", HttpStatusCode.NotFound);
            Assert.Empty(await reader.ListAsync("/feed"));
        });
    }

    private async Task<long> ReadsOfArticlesAsync()
    {
        var sum = 0L;
        foreach (var name in new[] { "postgres-0-replica", "postgres-1-replica" })
        {
            await using var replica = await whole.Application.OpenAsync(name);
            sum += await replica.AskAsync<long>("""
                select coalesce(sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)), 0)::bigint
                from pg_stat_user_tables where relname ~ 'article'
                """);
        }
        return sum;
    }
}
