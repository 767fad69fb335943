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

namespace Conduit.Tests.Data;

/// <summary>Databases of their own on a running server, which nobody has made yet; gone in the end.</summary>
internal sealed class FreshDatabases : IAsyncDisposable
{
    public static readonly string[] Names = ["accounts", "conduit-0", "conduit-1"];

    private readonly string _server;
    private readonly string _prefix = $"fresh_{Guid.NewGuid():N}_";
    private readonly List<ServiceProvider> _services = [];

    private FreshDatabases(string server) => _server = server;

    public static async Task<FreshDatabases> OnAsync(ConduitApplication application)
    {
        // Who may make databases is the superuser alone.
        return new((await application.SuperuserAsync("postgres-0")).ConnectionString);
    }

    /// <summary>A migrator as another process would have it.</summary>
    public Migrator Migrator()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Names.Select(name => KeyValuePair.Create($"ConnectionStrings:{name}", (string?)Settings(name))).Append(new("ConnectionStrings:freshness", "localhost:1")));
        builder.AddConduitData();
        var services = builder.Services.BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<Migrator>();
    }

    /// <summary>Brings the accounts to an earlier schema.</summary>
    public async Task MigrateAccountsToAsync(string migration)
    {
        await Sql.RowsAsync<int>(_server, $"create database \"{_prefix}accounts\"");
        await using var context =
            new AccountsContext(new DbContextOptionsBuilder<AccountsContext>().UseNpgsql(Settings("accounts")).Options);
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    /// <summary>What a statement gives in one of them.</summary>
    public Task<List<T>> AskAsync<T>(string name, string sql) => Sql.RowsAsync<T>(Settings(name), sql);

    /// <summary>Makes one that takes no connections, or lets it take them.</summary>
    public Task MakeAwayAsync(string name) => Sql.RowsAsync<int>(_server, $"create database \"{_prefix}{name}\" allow_connections false");

    public Task BringBackAsync(string name) => Sql.RowsAsync<int>(_server, $"alter database \"{_prefix}{name}\" allow_connections true");

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        foreach (var name in Names)
            await Sql.RowsAsync<int>(_server, $"drop database if exists \"{_prefix}{name}\" with (force)");
    }

    private string Settings(string name) => $"{_server};Database={_prefix}{name}";
}
