namespace Conduit.Hosting.Postgres;

/// <summary>Decides at the AppHost's start which node of a shard is the primary, by what is on record and by the nodes' data.</summary>
internal static class RolesInference
{
    /// <summary>The roles; the first node is the primary of a shard without data.</summary>
    /// <exception cref="DistributedApplicationException">The data that is there does not tell, or new data would replace the only
    /// copy.</exception>
    public static ShardRoles Infer(IReadOnlyList<PostgresNodeResource> nodes, ShardRoles? recorded)
    {
        foreach (var node in nodes)
            RequireOwnData(node);

        var withData = nodes.Where(HasData).ToList();
        var primary = nodes.SingleOrDefault(node => node.Name == recorded?.Primary);
        if (withData.Count == 0)
            return New(nodes[0]);
        if (recorded is not null && primary is not null)
            return HasData(primary) ? recorded : Replace(primary, withData[0], recorded);

        // Data of before roles were recorded: a standby has the file that makes it one.
        var primaries = withData.Where(node => !IsStandby(node)).ToList();
        return primaries.Count == 1 ? New(primaries[0]) : throw new DistributedApplicationException(
            primaries.Count == 0
                ? $"{withData[0].Data} is the data of a replica, and there is none of a primary: put that back, or delete the folder."
                : $"{nodes[0].Data} and {nodes[1].Data} both hold data of a primary: save what you need of one, and delete that folder.");
    }

    private static ShardRoles Replace(PostgresNodeResource lost, PostgresNodeResource other, ShardRoles recorded) =>
        recorded.IsStandbyComplete ? New(other) : throw new DistributedApplicationException(
            $"{lost.Data}, the data of the primary {lost.Name}, is gone, and {other.Name} may lack commits that were acknowledged: "
            + $"put the data back, delete {other.Data} to start with empty databases, or write {other.Name} as the primary "
            + "into the roles file beside it.");

    private static ShardRoles New(PostgresNodeResource primary) => new(primary.Name, IsStandbyComplete: false, DateTimeOffset.UtcNow);

    private static bool HasData(PostgresNodeResource node) => PostgresDataFile.Major(node.Data) is not null;

    private static bool IsStandby(PostgresNodeResource node) => File.Exists(Path.Combine(node.Data, PostgresConfiguration.StandbySignal));

    private static void RequireOwnData(PostgresNodeResource node)
    {
        if (!HasData(node) && Directory.Exists(node.Data) && Directory.EnumerateFileSystemEntries(node.Data).Any())
        {
            throw new DistributedApplicationException(
                $"{node.Data} holds something that is no PostgreSQL data (no PG_VERSION): put the data back, or delete that folder.");
        }
    }
}
