using System.Text.RegularExpressions;
using Conduit.Hosting.Postgres;
using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;

namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The shards, each a cluster of CloudNativePG.</summary>
internal static partial class Shards
{
    public const string BackupStore = "backups";

    // Each server may open 20 to each database of a shard; with the most servers that production has, these suffice.
    private const string MaxConnections = "600";
    private const string Api = "postgresql.cnpg.io/v1";
    private const string BackupPlugin = "barman-cloud.cloudnative-pg.io";

    /// <summary>A cluster of one node. Databases, roles and who may connect are what the model says.</summary>
    public static YamlMap Of(DatabaseShard shard)
    {
        var first = shard.Databases.First(database => database.Owner == shard.Owner.Name);
        return Names.Object(
            Api,
            "Cluster",
            shard.Name,
            new()
            {
                { "imageName", $"ghcr.io/cloudnative-pg/postgresql:{Tag().Match(shard.Image).Value}-standard-trixie" },
                { "instances", 1 },
                {
                    "bootstrap", new YamlMap
                    {
                        {
                            "initdb", new YamlMap
                            {
                                { "database", first.Name },
                                { "owner", shard.Owner.Name },
                                { "secret", Reference(shard.Owner.Password) },
                                { "dataChecksums", true },
                                { "localeProvider", "builtin" },
                                { "builtinLocale", "C.UTF-8" },
                                { "postInitApplicationSQL", Statements(shard, first).ToArray() },
                            }
                        },
                    }
                },
                { "managed", new YamlMap { { "roles", shard.Roles.Select(Role).ToArray() } } },
                {
                    "postgresql", new YamlMap
                    {
                        {
                            "parameters", new YamlMap
                            {
                                { "hot_standby_feedback", "on" },
                                { "max_connections", MaxConnections },
                                { "max_standby_streaming_delay", "2s" },
                                { "synchronous_commit", shard.SynchronousCommit },
                            }
                        },
                    }
                },
                { "storage", new YamlMap { { "size", "10Gi" } } },
                { "resources", Sizes.Database(isProduction: false) },
            },
            Names.Labels(shard.Name, "database"));
    }

    /// <summary>What production adds: a replica that a commit waits for while it streams, and an archive of the log.</summary>
    /// <remarks>
    /// One replica, not more: servers remember how far the replica has replayed, and behind one name for several they could read from
    /// another that has replayed less.
    /// </remarks>
    public static YamlMap Production(DatabaseShard shard) => Names.Object(
        Api,
        "Cluster",
        shard.Name,
        new()
        {
            { "instances", 2 },
            { "affinity", new YamlMap { { "podAntiAffinityType", "required" }, { "topologyKey", "kubernetes.io/hostname" } } },
            { "postgresql", shard.IsSynchronous ? new YamlMap { { "synchronous", Synchronous } } : null },
            { "storage", new YamlMap { { "size", "100Gi" } } },
            { "walStorage", new YamlMap { { "size", "20Gi" } } },
            { "resources", Sizes.Database(isProduction: true) },
            {
                "plugins", new[]
                {
                    new YamlMap
                    {
                        { "name", BackupPlugin },
                        { "isWALArchiver", true },
                        { "parameters", new YamlMap { { "barmanObjectName", BackupStore } } },
                    },
                }
            },
        });

    /// <summary>A base backup each night.</summary>
    public static YamlMap BackupOf(DatabaseShard shard) => Names.Object(
        Api,
        "ScheduledBackup",
        shard.Name,
        new()
        {
            // six fields: the first is the second
            { "schedule", "0 0 2 * * *" },
            { "immediate", true },
            { "backupOwnerReference", "self" },
            { "cluster", new YamlMap { { "name", shard.Name } } },
            { "method", "plugin" },
            { "pluginConfiguration", new YamlMap { { "name", BackupPlugin } } },
        });

    /// <summary>Where base backups and the log go: a container of an Azure Storage account.</summary>
    public static YamlMap Store(string destination) => Names.Object(
        "barmancloud.cnpg.io/v1",
        "ObjectStore",
        BackupStore,
        new()
        {
            { "retentionPolicy", "30d" },
            {
                "configuration", new YamlMap
                {
                    { "destinationPath", destination },
                    {
                        "azureCredentials",
                        new YamlMap { { "connectionString", new YamlMap { { "name", BackupStore }, { "key", Kustomizations.ValueKey } } } }
                    },
                    { "wal", new YamlMap { { "compression", "gzip" } } },
                    { "data", new YamlMap { { "compression", "gzip" } } },
                }
            },
        });

    // Preferred: while no replica streams, the primary commits alone. The same choice as on one machine, docs/high-availability.md.
    private static YamlMap Synchronous => new() { { "method", "any" }, { "number", 1 }, { "dataDurability", "preferred" } };

    // The operator gives these roles their passwords, and new ones when their Secrets change.
    private static YamlMap Role(DatabaseRole role) => new()
    {
        { "name", role.Name },
        { "ensure", "present" },
        { "login", true },
        { "passwordSecret", Reference(role.Password) },
    };

    private static YamlMap Reference(string secret) => new() { { "name", secret } };

    private static IEnumerable<string> Statements(DatabaseShard shard, ShardDatabase first)
    {
        // All of them on every shard, as the grants of the migrations expect.
        foreach (var role in shard.Roles)
            yield return $"create role {PostgresSql.Name(role.Name)} login";
        foreach (var database in shard.Databases)
        {
            var name = PostgresSql.Name(database.Name);
            if (database != first) yield return $"create database {name} owner {PostgresSql.Name(database.Owner)}";
            yield return $"revoke connect, temporary on database {name} from public";
            foreach (var role in database.Connects)
                yield return $"grant connect on database {name} to {PostgresSql.Name(role)}";
        }
    }

    [GeneratedRegex(@"(?<=:)\d+\.\d+$")]
    private static partial Regex Tag();
}
