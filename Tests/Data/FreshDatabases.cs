using Aspire.Hosting.Testing;
using Conduit.Data;
using Conduit.Data.Schema;
using Conduit.Tests.Application;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

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
        var node = await application.App.GetConnectionStringAsync("postgres-0");
        // Who may make databases is the superuser alone.
        return new(new NpgsqlConnectionStringBuilder(node) { Username = "postgres", Password = application.Secrets["postgres-password"], Pooling = false }.ConnectionString);
    }

    /// <summary>A migrator as another process would have it.</summary>
    public Migrator Migrator()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Names.Select(name => KeyValuePair.Create($"ConnectionStrings:{name}", (string?)Settings(name))).Append(new("ConnectionStrings:stamps", "localhost:1")));
        builder.AddConduitData();
        var services = builder.Services.BuildServiceProvider();
        _services.Add(services);
        return services.GetRequiredService<Migrator>();
    }

    /// <summary>What a statement gives in one of them.</summary>
    public Task<List<T>> AskAsync<T>(string name, string sql) => AskInAsync<T>(Settings(name), sql);

    /// <summary>Makes one that takes no connections, or lets it take them.</summary>
    public Task MakeAwayAsync(string name) => AskInAsync<int>(_server, $"create database \"{_prefix}{name}\" allow_connections false");

    public Task BringBackAsync(string name) => AskInAsync<int>(_server, $"alter database \"{_prefix}{name}\" allow_connections true");

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        foreach (var name in Names)
            await AskInAsync<int>(_server, $"drop database if exists \"{_prefix}{name}\" with (force)");
    }

    private string Settings(string name) => $"{_server};Database={_prefix}{name}";

    private static async Task<List<T>> AskInAsync<T>(string settings, string sql)
    {
        await using var source = NpgsqlDataSource.Create(settings);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }
}
