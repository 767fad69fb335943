using Conduit.Data;
using Conduit.Data.Accounts;
using Conduit.Data.Schema;
using Conduit.Tests.Application;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Conduit.Tests.Data;

/// <summary>Databases on a running server that are not yet created; dropped on disposal.</summary>
internal sealed class FreshDatabases : IAsyncDisposable
{
    public static readonly string[] Names = ["accounts", "conduit-0", "conduit-1"];

    private readonly string _server;
    private readonly string _prefix = $"fresh_{Guid.NewGuid():N}_";
    private readonly List<ServiceProvider> _services = [];

    private FreshDatabases(string server) => _server = server;

    public static async Task<FreshDatabases> OnAsync(ConduitApplication application)
    {
        // Only the superuser may create databases.
        var superuser = await application.SuperuserAsync("postgres-0");
        superuser.Host = new NpgsqlConnectionStringBuilder(await application.ShardAsync(0)).Host;
        return new(superuser.ConnectionString);
    }

    /// <summary>A migrator as in a process of its own.</summary>
    public Migrator Migrator()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var databases = Names.Select(name => KeyValuePair.Create($"ConnectionStrings:{name}", (string?)Settings(name)));
        builder.Configuration.AddInMemoryCollection(databases.Append(new("ConnectionStrings:freshness", "localhost:1")));
        builder.AddConduitData();
        var services = builder.Services.BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<Migrator>();
    }

    /// <summary>Migrates the accounts database to an earlier schema.</summary>
    public async Task MigrateAccountsToAsync(string migration)
    {
        await OnServerAsync($"create database \"{_prefix}accounts\"");
        var options = new DbContextOptionsBuilder<AccountsContext>().UseNpgsql(OnPrimary(Settings("accounts"))).Options;
        await using var context = new AccountsContext(options);
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    /// <summary>The result of a statement in one of the databases.</summary>
    public Task<List<T>> AskAsync<T>(string name, string sql) => Sql.RowsAsync<T>(OnPrimary(Settings(name)), sql);

    /// <summary>Creates a database that refuses connections.</summary>
    public Task CreateOfflineAsync(string name) =>
        OnServerAsync($"create database \"{_prefix}{name}\" allow_connections false");

    public Task BringOnlineAsync(string name) =>
        OnServerAsync($"alter database \"{_prefix}{name}\" allow_connections true");

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        foreach (var name in Names)
            await OnServerAsync($"drop database if exists \"{_prefix}{name}\" with (force)");
    }

    private static string OnPrimary(string settings) => $"{settings};Target Session Attributes=primary;Host Recheck Seconds=1";

    private Task<List<int>> OnServerAsync(string sql) => Sql.RowsAsync<int>(OnPrimary(_server), sql);

    private string Settings(string name) => $"{_server};Database={_prefix}{name}";
}
