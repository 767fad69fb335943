namespace Conduit.Hosting.Publishing.Model;

/// <summary>The application as it is published: what runs, what it is given, and who uses whom; the same for every target.</summary>
/// <param name="Product">The name of the whole, which the names of images begin with.</param>
/// <param name="Services">The projects that serve.</param>
/// <param name="Jobs">The projects that run once, and which others wait for.</param>
/// <param name="Containers">The servers that are official images: Redis, and the nodes of Postgres.</param>
/// <param name="Shards">The shards of Postgres.</param>
/// <param name="ExternalConnections">
/// The connection strings of what is not part of the application, such as an account of object storage; secrets.
/// </param>
internal sealed record Deployment(
    string Product,
    IReadOnlyList<PublishedService> Services,
    IReadOnlyList<PublishedService> Jobs,
    IReadOnlyList<PublishedContainer> Containers,
    IReadOnlyList<DatabaseShard> Shards,
    IReadOnlyList<string> ExternalConnections)
{
    /// <summary>The Redis servers.</summary>
    public IEnumerable<PublishedContainer> Caches => Containers.Where(container => container.Cache is not null);

    /// <summary>The shard that a node is part of; null: the resource is no node.</summary>
    public DatabaseShard? ShardOf(string node) => Shards.FirstOrDefault(shard => shard.Nodes.Contains(node));

    /// <summary>The processes that use a resource.</summary>
    public IEnumerable<PublishedProcess> UsersOf(string resource) =>
        Services.Concat(Jobs).Cast<PublishedProcess>().Concat(Containers).Where(process => process.Uses(resource));
}
