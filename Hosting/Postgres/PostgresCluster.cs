namespace Conduit.Hosting.Postgres;

/// <summary>Shards of Postgres, each a primary and a streaming replica, and the databases on them.</summary>
public sealed class PostgresCluster
{
    private readonly Dictionary<string, ReferenceExpression> _connectionStrings = [];
    private readonly PostgresAccess _access;
    private readonly Action<PostgresShard, string, string> _declareDatabase;

    internal PostgresCluster(PostgresAccess access, IReadOnlyList<PostgresShard> shards, Action<PostgresShard, string, string> declareDatabase)
    {
        _access = access;
        _declareDatabase = declareDatabase;
        Shards = shards;
    }

    /// <summary>The shards, by number.</summary>
    public IReadOnlyList<PostgresShard> Shards { get; }

    /// <summary>Every node: each shard's primary, then its replica.</summary>
    public IEnumerable<IResourceBuilder<IResourceWithConnectionString>> Nodes => Shards.SelectMany(shard => new[] { shard.Primary, shard.Replica });

    /// <summary>The connection strings of the databases, by name; each lists both nodes of its shard, and its user is the services' role.</summary>
    public IReadOnlyDictionary<string, ReferenceExpression> ConnectionStrings => _connectionStrings;

    /// <summary>Adds one database, on the first shard.</summary>
    /// <param name="name">Its name, and that of its connection string.</param>
    /// <returns>The cluster.</returns>
    public PostgresCluster WithDatabase(string name)
    {
        Declare(Shards[0], name, name);
        return this;
    }

    /// <summary>Adds a database on every shard; the connection strings are named <c>name-0</c>, <c>name-1</c> and so on.</summary>
    /// <param name="name">The name it has on each shard.</param>
    /// <returns>The cluster.</returns>
    public PostgresCluster WithShardedDatabase(string name)
    {
        foreach (var shard in Shards)
            Declare(shard, $"{name}-{shard.Number}", name);
        return this;
    }

    private void Declare(PostgresShard shard, string connectionName, string database)
    {
        shard.Databases.Add(database);
        _declareDatabase(shard, connectionName, database);
        _connectionStrings[connectionName] = ReferenceExpression.Create(
            $"Host={shard.Hosts};Username={_access.Service};Password={_access.ServicePassword.Resource};Database={database}");
    }
}
