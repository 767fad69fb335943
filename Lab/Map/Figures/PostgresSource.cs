using Conduit.Lab.Map.Model;
using Npgsql;

namespace Conduit.Lab.Map.Figures;

/// <summary>The counters of a node of Postgres, from its statistics.</summary>
internal sealed class PostgresSource(IConfiguration configuration, TimeProvider time) : ICounterSource, IAsyncDisposable
{
    public const string IsReplica = "replica";
    public const string Transactions = "transactions";
    public const string Rows = "rows written";
    public const string Position = "position";
    public const string LagBytes = "lag bytes ";
    public const string LagMilliseconds = "lag ms ";

    // Without those of the system's own database, from which the nodes are monitored.
    private const string Sql =
        """
        select pg_is_in_recovery(),
               coalesce(sum(xact_commit), 0)::float8,
               coalesce(sum(tup_inserted + tup_updated + tup_deleted), 0)::float8,
               -- A replica has a position, too: otherwise its first rate after a promotion would be that of the whole log.
               pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end, '0/0')::float8
        from pg_stat_database where datname not in ('postgres', 'template0', 'template1')
        """;

    private const string ReplicasSql =
        """
        select application_name,
               coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::float8,
               coalesce(extract(epoch from replay_lag) * 1000, 0)::float8
        from pg_stat_replication where not pg_is_in_recovery()
        """;

    // Null: there is no connection string for it.
    private readonly Dictionary<string, NpgsqlDataSource?> _nodes = [];

    public bool CanRead(Part part) => part.Kind is PartKind.Database && Find(part) is not null;

    public async Task<Counters?> ReadAsync(Part part, CancellationToken cancellationToken)
    {
        await using var connection = await Find(part)!.OpenConnectionAsync(cancellationToken);
        await using var query = new NpgsqlCommand(Sql, connection);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var totals = new Dictionary<string, double>
        {
            [IsReplica] = row.GetBoolean(0) ? 1 : 0,
            [Transactions] = row.GetDouble(1),
            [Rows] = row.GetDouble(2),
            [Position] = row.IsDBNull(3) ? 0 : row.GetDouble(3),
        };
        await row.CloseAsync();
        if (totals[IsReplica] == 0) await AddReplicasAsync(connection, totals, cancellationToken);
        return new Counters(time.GetUtcNow(), totals);
    }

    /// <summary>The name by which a node streams.</summary>
    public static string ReplicationName(Part part) => part.Name.Replace('-', '_');

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values.OfType<NpgsqlDataSource>()) await node.DisposeAsync();
    }

    private static async Task AddReplicasAsync(
        NpgsqlConnection connection, Dictionary<string, double> totals, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(ReplicasSql, connection);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            totals[LagBytes + row.GetString(0)] = row.GetDouble(1);
            totals[LagMilliseconds + row.GetString(0)] = row.GetDouble(2);
        }
    }

    private NpgsqlDataSource? Find(Part part)
    {
        lock (_nodes)
        {
            if (_nodes.TryGetValue(part.Name, out var node)) return node;
            return _nodes[part.Name] = Settings(part) is { } settings ? NpgsqlDataSource.Create(settings) : null;
        }
    }

    // Services have connection strings that list both nodes of a shard; this one is for one node.
    private NpgsqlConnectionStringBuilder? Settings(Part part)
    {
        if (part.Address is not { } address) return null;
        // The model names loopback as localhost.
        var host = $"{(address.IsLoopback ? "127.0.0.1" : address.Host)}:{address.Port}";
        return configuration.GetSection("ConnectionStrings").GetChildren()
            .Select(connection => connection.Value)
            .Where(text => text?.Contains(host, StringComparison.Ordinal) is true && text.Contains("Username=", StringComparison.Ordinal))
            .Select(text => new NpgsqlConnectionStringBuilder(text)
            {
                Host = host.Split(':')[0],
                Port = address.Port,
                Database = "postgres",
                ApplicationName = "lab",
                MaxPoolSize = 1,
                Timeout = 1,
                CommandTimeout = 1,
            })
            .FirstOrDefault();
    }
}
