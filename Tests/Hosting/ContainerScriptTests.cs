using System.Net.Sockets;
using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.Hosting;

/// <summary>Runs the scripts of the cluster's containers, unchanged, against local servers.</summary>
public sealed class ContainerScriptTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly int _primaryPort = FreePort.Next();
    private readonly int _replicaPort = FreePort.Next();

    [PostgresProgramsFact]
    public async Task Replica_copies_its_primary_follows_it_and_reads_the_latest_write()
    {
        KeyValuePair<string, string>[] environment =
        [
            new("POSTGRES_USER", "postgres"), new("POSTGRES_PASSWORD", "super-secret"),
            new("PGDATA", Path.Combine(Place("primary"), "data")), new("PGPORT", $"{_primaryPort}"),
            new("PGHOST", Place("primary")), new("INIT_FOLDER", Place("primary/init")),
            new("SERVICE_ROLE", "conduit"), new("SERVICE_PASSWORD", "service-secret"),
            new("REPLICATION_PASSWORD", "replication-secret"), new("SYNCHRONOUS_COMMIT", "remote_apply"),
            new("STANDBY", "postgres_0_replica"), new("DATABASES", "accounts conduit"),
            new("ROLES", "api web lab"), new("PASSWORD_OF_api", "api-secret"), new("PASSWORD_OF_web", "web-secret"),
            new("PASSWORD_OF_lab", "lab-secret"), new("MONITORS", "lab"), new("OWNERS", ""),
            new("CONNECTS", "api:accounts api:conduit web:accounts lab:accounts"),
            new("REPLICA_HOST", "127.0.0.1"), new("REPLICA_PORT", $"{_replicaPort}"),
        ];
        await using var primary = Start(PostgresScripts.Primary, "primary", environment);
        KeyValuePair<string, string>[] replicaEnvironment =
        [
            new("PGDATA", Path.Combine(Place("replica"), "data")), new("PORT", $"{_replicaPort}"),
            new("PRIMARY_HOST", "127.0.0.1"), new("PRIMARY_PORT", $"{_primaryPort}"),
            new("REPLICATION_PASSWORD", "replication-secret"), new("REPLICA_NAME", "postgres_0_replica"), new("TMPDIR", Place("replica")),
        ];
        await using var replica = Start(PostgresScripts.Replica, "replica", replicaEnvironment);

        await Eventually.TrueAsync(
            () => IsAsync(
                _primaryPort,
                "postgres",
                "super-secret",
                "postgres",
                "select exists (select from pg_stat_replication where sync_state = 'sync')"),
            $"the replica follows synchronously\n{primary.Output}\n{replica.Output}", seconds: 60);
        // A server applies changed settings step by step, process by process; from then on no read may miss a write.
        await Eventually.TrueAsync(() => AreReadAtOnceAsync("settled"), "every write is read on the replica at once");
        Assert.True(await AreReadAtOnceAsync("round"));

        Assert.True(await IsAsync(_primaryPort, "web", "web-secret", "accounts", "select current_user = 'web'"));
        Assert.True(await IsAsync(_primaryPort, "api", "api-secret", "conduit", "select current_user = 'api'"));
        Assert.False(await IsAsync(_primaryPort, "web", "web-secret", "conduit", "select true"));
        Assert.True(await IsAsync(
            _primaryPort, "lab", "lab-secret", "accounts", "select replay_lsn is not null from pg_stat_replication"));
        // Without its replica a primary continues to write.
        await replica.StopAsync();
        await using (var writer = await OpenAsync(_primaryPort, "conduit", "service-secret", "accounts"))
            await new NpgsqlCommand("create table alone (number int)", writer).ExecuteNonQueryAsync();
        Assert.Equal(0, await primary.StopAsync());

        // The switch by hand: the replica is promoted, and the former primary must not run beside it.
        await using var promoted = Start(PostgresScripts.Replica, "replica", replicaEnvironment);
        await Eventually.TrueAsync(
            () => IsAsync(_replicaPort, "postgres", "super-secret", "postgres", "select pg_promote()"), $"promoted\n{promoted.Output}");
        await using var former = Start(PostgresScripts.Primary, "primary", environment);
        Assert.Equal(1, await former.EndAsync());
        Assert.Contains("is the primary now", former.Output, StringComparison.Ordinal);
    }

    [PostgresProgramsFact]
    public async Task Managed_server_gets_the_roles_and_databases_of_its_shard_from_an_administrator_who_is_no_superuser()
    {
        await using var server = Start(PostgresScripts.Primary, "primary",
        [
            new("POSTGRES_USER", "postgres"), new("POSTGRES_PASSWORD", "super-secret"),
            new("PGDATA", Path.Combine(Place("primary"), "data")), new("PGPORT", $"{_primaryPort}"),
            new("PGHOST", Place("primary")), new("INIT_FOLDER", Place("primary/init")), new("SERVICE_ROLE", "unused"),
            new("SERVICE_PASSWORD", "unused"), new("REPLICATION_PASSWORD", "unused"), new("SYNCHRONOUS_COMMIT", "on"),
            new("STANDBY", ""), new("DATABASES", ""), new("ROLES", ""), new("MONITORS", ""), new("OWNERS", ""), new("CONNECTS", ""),
            new("REPLICA_HOST", "127.0.0.1"), new("REPLICA_PORT", $"{_replicaPort}"),
        ]);
        await Eventually.TrueAsync(
            () => IsAsync(_primaryPort, "postgres", "super-secret", "postgres", "select true"), $"the server answers\n{server.Output}");
        await using (var superuser = await OpenAsync(_primaryPort, "postgres", "super-secret", "postgres"))
        {
            await new NpgsqlCommand("create role administrator login createdb createrole password 'secret'", superuser)
                .ExecuteNonQueryAsync();
        }

        foreach (var password in new[] { "first-secret", "second-secret" })
        {
            await using var script = Start(PostgresScripts.Roles, "roles",
            [
                new("PGHOST", "127.0.0.1"), new("PGPORT", $"{_primaryPort}"), new("PGUSER", "administrator"), new("PGPASSWORD", "secret"),
                new("PGDATABASE", "postgres"), new("ROLES", "conduit api media"), new("PASSWORD_OF_conduit", "owner-secret"),
                new("PASSWORD_OF_api", password), new("PASSWORD_OF_media", "media-secret"),
                new("OWNERS", "conduit:accounts media:media"), new("CONNECTS", "api:accounts"),
            ]);
            Assert.True(await script.EndAsync() == 0, script.Output);
        }

        Assert.True(await IsAsync(_primaryPort, "conduit", "owner-secret", "accounts", "select pg_catalog.pg_get_userbyid(datdba) = "
            + "current_user from pg_database where datname = current_database()"));
        Assert.True(await IsAsync(_primaryPort, "api", "second-secret", "accounts", "select not rolcreatedb from pg_roles "
            + "where rolname = current_user"));
        Assert.False(await IsAsync(_primaryPort, "api", "first-secret", "accounts", "select true"));
        Assert.False(await IsAsync(_primaryPort, "api", "second-secret", "media", "select true"));
        Assert.True(await IsAsync(_primaryPort, "media", "media-secret", "media", "select true"));
    }

    private ScriptedServer Start(string script, string place, KeyValuePair<string, string>[] environment) =>
        new(script, Place(place), LocalPostgres.Binaries!, environment);

    private async Task<bool> AreReadAtOnceAsync(string table)
    {
        for (var round = 0; round < 10; round++)
        {
            if (!await IsReadAtOnceAsync($"{table}_{round}")) return false;
        }

        return true;
    }

    private async Task<bool> IsReadAtOnceAsync(string table)
    {
        await using (var writer = await OpenAsync(_primaryPort, "conduit", "service-secret", "conduit"))
            await new NpgsqlCommand($"drop table if exists {table}; create table {table} ()", writer).ExecuteNonQueryAsync();
        var sql = $"select pg_is_in_recovery() and to_regclass('{table}') is not null";
        return await IsAsync(_replicaPort, "conduit", "service-secret", "conduit", sql);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A folder that belongs to the servers' user.</summary>
    private string Place(string name)
    {
        var path = _folder[name];
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            TestFolder.Allow(path, "777");
            ContainerEntryPoint.Write(path);
        }
        return path;
    }

    private static async Task<bool> IsAsync(int port, string user, string password, string database, string question)
    {
        try
        {
            await using var connection = await OpenAsync(port, user, password, database);
            return await new NpgsqlCommand(question, connection).ExecuteScalarAsync() is true;
        }
        catch (Exception notYet) when (notYet is NpgsqlException or SocketException)
        {
            return false;
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(int port, string user, string password, string database)
    {
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={port};Username={user};Password={password};Database={database};Pooling=false;Timeout=3");
        await connection.OpenAsync();
        return connection;
    }
}
