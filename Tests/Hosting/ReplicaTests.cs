using System.Globalization;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.Hosting;

[Collection(SharedApplication.Name)]
public sealed class ReplicaTests(WholeApplication whole)
{
    [Theory]
    [InlineData("postgres-0")]
    [InlineData("postgres-1")]
    public async Task A_row_written_on_the_primary_is_read_on_the_replica_at_once(string name)
    {
        await using var primary = await OpenAsync(name);
        await using var replica = await OpenAsync($"{name}-replica");
        Assert.False(await AskAsync<bool>(primary, "select pg_is_in_recovery()"));
        Assert.True(await AskAsync<bool>(replica, "select pg_is_in_recovery()"));

        await RunAsync(primary, "create table followed (number int)");
        try
        {
            for (var number = 1; number <= 20; number++)
            {
                await RunAsync(primary, string.Create(CultureInfo.InvariantCulture, $"insert into followed values ({number})"));
                Assert.Equal(number, await AskAsync<int>(replica, "select max(number) from followed"));
            }
        }
        finally
        {
            await RunAsync(primary, "drop table followed");
        }
    }

    [Fact]
    public async Task Nothing_can_be_written_to_a_replica()
    {
        await using var replica = await OpenAsync("postgres-0-replica");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(replica, "create table stray (number int)"));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [Fact]
    public async Task The_services_role_is_no_superuser()
    {
        await using var primary = await OpenAsync("postgres-0");

        Assert.False(await AskAsync<bool>(primary, "select rolsuper or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = current_user"));
    }

    [Fact]
    public async Task Articles_are_read_from_the_replicas()
    {
        var reader = await whole.Application.Visitor().RegisterAsync("elsewhere");
        var before = await ReadsOfArticlesAsync();

        await reader.ListAsync();

        // Statistics are told with some delay.
        await Eventually.GetAsync(ReadsOfArticlesAsync, now => now > before, $"more than {before} reads of articles on the replicas");
    }

    private async Task<long> ReadsOfArticlesAsync()
    {
        var sum = 0L;
        foreach (var name in new[] { "postgres-0-replica", "postgres-1-replica" })
        {
            await using var replica = await OpenAsync(name);
            sum += await AskAsync<long>(replica, "select coalesce(sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)), 0)::bigint from pg_stat_user_tables where relname ~ 'article'");
        }
        return sum;
    }

    /// <summary>Opens the sharded database on this very node.</summary>
    private async Task<NpgsqlConnection> OpenAsync(string node)
    {
        var connection = new NpgsqlConnection($"{await whole.Application.App.GetConnectionStringAsync(node)};Database=conduit;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
