using System.Text.Json;
using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>Which node of a shard is the primary, and whether the other one may take its place.</summary>
/// <param name="Primary">The primary's name.</param>
/// <param name="IsStandbyComplete">
/// Whether the standby has every commit that was acknowledged. It becomes false, on disk, before the primary may acknowledge a commit
/// alone.
/// </param>
/// <param name="Since">When the node became the primary.</param>
internal sealed record ShardRoles(string Primary, bool IsStandbyComplete, DateTimeOffset Since);

/// <summary>The file with a shard's roles, beside the data of its nodes, from which the next AppHost reads them.</summary>
internal sealed class ShardRolesFile(string path, UnprivilegedUser? owner)
{
    /// <summary>Reads the roles; null when there is no such file.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read.</exception>
    public ShardRoles? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ShardRoles>(File.ReadAllText(path)) : null;
        }
        catch (JsonException fault)
        {
            throw new DistributedApplicationException(
                $"{path} is damaged ({fault.Message}), and it says which node is the primary: write {{\"Primary\":\"NAME\"}} into it.");
        }
    }

    /// <summary>Writes the roles; when it returns, they are on disk.</summary>
    public void Write(ShardRoles roles) =>
        PrivateFiles.Write(path, JsonSerializer.Serialize(roles), owner, flushToDisk: true);
}
