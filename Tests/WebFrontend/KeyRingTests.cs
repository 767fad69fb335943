using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.WebFrontend;

/// <summary>The database does not reveal the keys of cookies, and each service role has the permissions it needs and no others.</summary>
[Collection(SharedApplication.Name)]
public sealed class KeyRingTests(WholeApplication whole)
{
    [Fact]
    public async Task Keys_are_encrypted_in_the_database()
    {
        var keys = await whole.Application.AskAsync<string>("postgres-0", "accounts", "select xml from data_protection_keys");

        Assert.NotEmpty(keys);
        Assert.All(keys, key =>
        {
            Assert.Contains("<encryptedKey", key, StringComparison.Ordinal);
            Assert.DoesNotContain("<masterKey", key, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("select count(*) from data_protection_keys", true)]
    [InlineData("delete from data_protection_keys where id = -1", true)]
    [InlineData("select count(*) from accounts", false)]
    [InlineData("select count(*) from jobs", false)]
    [InlineData("create table made (number int)", false)]
    [InlineData("create temporary table made (number int)", false)]
    public async Task Web_role_uses_the_key_ring_and_nothing_else(string sql, bool isAllowed) =>
        Assert.Equal(isAllowed, await MayAsync("web", "accounts", sql));

    [Fact]
    public async Task Web_role_cannot_connect_to_a_shard() => Assert.False(await MayAsync("web", "conduit", "select 1"));

    [Theory]
    [InlineData("accounts", "select count(*) from accounts", true)]
    [InlineData("conduit", "select count(*) from articles", true)]
    [InlineData("accounts", "select count(*) from data_protection_keys", false)]
    [InlineData("conduit", "drop table articles", false)]
    [InlineData("accounts", "delete from \"__EFMigrationsHistory\"", false)]
    public async Task Api_role_uses_all_but_the_key_ring_and_changes_no_schema(string database, string sql, bool isAllowed) =>
        Assert.Equal(isAllowed, await MayAsync("api", database, sql));

    private async Task<bool> MayAsync(string role, string database, string sql)
    {
        var settings = await whole.Application.SuperuserAsync("postgres-0");
        settings.Username = role;
        settings.Password = whole.Application.Secrets[$"{role}-password"];
        settings.Database = database;
        try
        {
            await Sql.RowsAsync<object>(settings.ConnectionString, sql);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }
}
