namespace Conduit.Hosting.Publishing.Model;

/// <summary>A shard of Postgres.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">The image that the nodes have in containers.</param>
/// <param name="Nodes">The resources of its nodes: the primary, then the replica.</param>
/// <param name="SynchronousCommit">What a commit waits for.</param>
/// <param name="IsSynchronous">Whether a commit waits for the replica while that streams.</param>
/// <param name="Owner">The role that owns the databases but for those of single services.</param>
/// <param name="Roles">All roles.</param>
/// <param name="Databases">The databases.</param>
internal sealed record DatabaseShard(
    string Name,
    string Image,
    IReadOnlyList<string> Nodes,
    string SynchronousCommit,
    bool IsSynchronous,
    DatabaseRole Owner,
    IReadOnlyList<DatabaseRole> Roles,
    IReadOnlyList<ShardDatabase> Databases);

/// <summary>A role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Password">The parameter with its password.</param>
internal sealed record DatabaseRole(string Name, string Password);

/// <summary>A database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The role that owns it.</param>
/// <param name="Connects">The other roles that may connect.</param>
internal sealed record ShardDatabase(string Name, string Owner, IReadOnlyList<string> Connects);
