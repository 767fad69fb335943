using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>Shards of Postgres, each a pair of nodes, and the databases on them.</summary>
public sealed class PostgresCluster
{
    private readonly Dictionary<string, (PostgresShard Shard, string Database)> _databases = [];
    private readonly IDistributedApplicationBuilder _builder;
    private readonly PostgresAccess _access;
    private readonly Action<PostgresShard, string, string> _declareDatabase;

    internal PostgresCluster(
        IDistributedApplicationBuilder builder,
        PostgresAccess access,
        IReadOnlyList<PostgresShard> shards,
        Action<PostgresShard, string, string> declareDatabase)
    {
        _builder = builder;
        _access = access;
        _declareDatabase = declareDatabase;
        Shards = shards;
    }

    /// <summary>The shards, by number.</summary>
    public IReadOnlyList<PostgresShard> Shards { get; }

    /// <summary>Every node, shard by shard.</summary>
    public IEnumerable<IResourceBuilder<IResourceWithConnectionString>> Nodes => Shards.SelectMany(shard => shard.Nodes);

    /// <summary>The names of the connection strings, without those of databases that belong to one service.</summary>
    public IEnumerable<string> ConnectionNames => _databases.Keys.Except(_access.Roles.Select(role => role.Owned ?? ""));

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

    /// <summary>
    /// Adds a role for one service. It may connect to some databases and owns none; the migrations grant it rights on their tables.
    /// </summary>
    /// <param name="name">The role's name, of lower-case letters. The parameter with its password is <c>name-password</c>.</param>
    /// <param name="databases">The databases to which it may connect.</param>
    /// <returns>The cluster.</returns>
    /// <example><code>postgres.WithRole("web", "accounts");</code></example>
    public PostgresCluster WithRole(string name, params string[] databases)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        AddRole(name, databases, owned: null);
        return this;
    }

    /// <summary>
    /// Adds a database of one service, on the first shard, and the role of the same name that owns and migrates it. No other service
    /// connects to it, and its role to no other database.
    /// </summary>
    /// <param name="name">The name of the database, of its connection string and of the role, of lower-case letters.</param>
    /// <returns>The cluster.</returns>
    /// <example><code>postgres.WithOwnDatabase("media");</code></example>
    public PostgresCluster WithOwnDatabase(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        AddRole(name, [name], owned: name);
        // The service has the same name, and names of resources are unique.
        Declare(Shards[0], name, name, resource: $"{name}-database");
        return this;
    }

    /// <summary>The connection string of a database; it lists both nodes of the shard.</summary>
    /// <param name="name">The name of the connection string.</param>
    /// <param name="role">The role of <see cref="WithRole"/> that connects; null: the role that owns the databases.</param>
    /// <returns>The connection string.</returns>
    public ReferenceExpression ConnectionString(string name, string? role = null)
    {
        var (shard, database) = _databases[name];
        var (user, password) = role is null
            ? (_access.Service, _access.ServicePassword)
            : (role, _access.Roles.Single(known => known.Name == role).Password);
        return ReferenceExpression.Create($"Host={shard.Hosts};Username={user};Password={password.Resource};Database={database}");
    }

    private void AddRole(string name, string[] databases, string? owned)
    {
        // The name becomes part of an environment variable's name and of a shell script.
        if (!name.All(char.IsAsciiLetterLower))
            throw new DistributedApplicationException($"The role '{name}' cannot be used: its name has lower-case letters only.");

        var password =
            _builder.AddGeneratedSecret($"{name}-password", $"Password of the role `{name}`, as which the service of that name connects.");
        _access.Roles.Add(new PostgresRole(name, password, databases, owned));
    }

    private void Declare(PostgresShard shard, string connectionName, string database, string? resource = null)
    {
        shard.Databases.Add(database);
        _declareDatabase(shard, resource ?? connectionName, database);
        _databases[connectionName] = (shard, database);
    }
}
