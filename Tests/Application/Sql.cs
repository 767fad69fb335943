using Aspire.Hosting.Testing;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Npgsql;

namespace Conduit.Tests.Application;

/// <summary>
/// The databases behind an application, asked past it. A node is named by its part: <c>postgres-0</c> is the primary of shard 0,
/// <c>postgres-0-replica</c> its replica, whichever nodes these are by then.
/// </summary>
internal static class Sql
{
    private const string ReplicaSuffix = "-replica";

    private static readonly string[] Replicas = ["postgres-0-replica", "postgres-1-replica"];

    /// <summary>The resource that has this part now; a name that is no node's part is that of a resource.</summary>
    public static async Task<string> ResourceAsync(this ConduitApplication application, string part)
    {
        var isReplica = part.EndsWith(ReplicaSuffix, StringComparison.Ordinal);
        var shard = isReplica ? part[..^ReplicaSuffix.Length] : part;
        if (!shard.StartsWith("postgres-", StringComparison.Ordinal) || !char.IsAsciiDigit(shard[^1])) return part;
        var first = await application.App.ResourceNotifications.WaitForResourceAsync($"{shard}-a", _ => true);
        var isFirstPrimary = first.Snapshot.Properties.Any(property => property is { Name: "postgres.role", Value: "Primary" });
        return isFirstPrimary == isReplica ? $"{shard}-b" : $"{shard}-a";
    }

    /// <summary>How a service connects to a node.</summary>
    public static async Task<string> ConnectionStringAsync(this ConduitApplication application, string node) =>
        (await application.App.GetConnectionStringAsync(await application.ResourceAsync(node)))!;

    /// <summary>How the superuser connects to a node.</summary>
    public static async Task<NpgsqlConnectionStringBuilder> SuperuserAsync(this ConduitApplication application, string node) =>
        new(await application.ConnectionStringAsync(node))
        {
            Username = "postgres",
            Password = application.Secrets["postgres-password"],
            Pooling = false,
        };

    /// <summary>A connection of its own to the sharded database on this very node.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(this ConduitApplication application, string node, bool superuser = false)
    {
        var settings = superuser
            ? await application.SuperuserAsync(node)
            : new(await application.ConnectionStringAsync(node)) { Pooling = false };
        settings.Database = "conduit";
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>How a service connects to a shard: primary and replica in one.</summary>
    public static async Task<string> ShardAsync(this ConduitApplication application, int shard)
    {
        var primary = new NpgsqlConnectionStringBuilder(await application.ConnectionStringAsync($"postgres-{shard}"));
        var replica = new NpgsqlConnectionStringBuilder(await application.ConnectionStringAsync($"postgres-{shard}-replica"));
        var both = new NpgsqlConnectionStringBuilder(primary.ConnectionString)
        {
            Host = $"{primary.Host}:{primary.Port},{replica.Host}:{replica.Port}",
            Database = "conduit",
        };
        return both.ConnectionString;
    }

    /// <summary>The one value that a statement gives.</summary>
    public static async Task<T> AskAsync<T>(this NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task RunAsync(this NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What a statement gives in a database of a server; several rows, one after the other.</summary>
    public static async Task<List<T>> AskAsync<T>(this ConduitApplication application, string server, string database, string sql) =>
        await RowsAsync<T>($"{await application.ConnectionStringAsync(server)};Database={database}", sql);

    /// <summary>Does something in a database of a server.</summary>
    public static async Task OnAsync(this ConduitApplication application, string server, string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{await application.ConnectionStringAsync(server)};Database={database}");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The primary of what an id names.</summary>
    public static string NodeOf(long id) => $"postgres-{ConduitId.LogicalShard(id) / ShardMap.PerPhysicalShard}";

    /// <summary>Somebody's id.</summary>
    public static async Task<long> IdAsync(this ConduitApplication application, Visitor visitor) =>
        (await application.AskAsync<long>("postgres-0", "accounts", $"select id from accounts where username = '{visitor.Name}'"))[0];

    /// <summary>The same by a connection string.</summary>
    public static async Task<List<T>> RowsAsync<T>(string settings, string sql)
    {
        await using var source = NpgsqlDataSource.Create(settings);
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
            values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Does something while replicas take in what is written and show none of it.</summary>
    public static async Task WhileReplicasLagAsync(this ConduitApplication application, Func<Task> act)
    {
        try
        {
            await ReplayAsync(application, "pause");
            await act();
        }
        finally
        {
            await ReplayAsync(application, "resume");
        }
    }

    private static async Task ReplayAsync(ConduitApplication application, string what)
    {
        foreach (var node in Replicas)
        {
            await using var replica = await application.OpenAsync(node, superuser: true);
            await replica.RunAsync($"select pg_wal_replay_{what}()");
        }
    }
}
