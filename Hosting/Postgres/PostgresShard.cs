namespace Conduit.Hosting.Postgres;

/// <summary>A shard of a cluster: two nodes, one of which is the primary, and the other a replica that streams from it.</summary>
public sealed class PostgresShard
{
    internal PostgresShard(
        int number, IReadOnlyList<IResourceBuilder<IResourceWithConnectionString>> nodes, ReferenceExpression hosts, List<string> databases)
    {
        Number = number;
        Nodes = nodes;
        Hosts = hosts;
        Databases = databases;
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>Both nodes. The first is the primary of an empty shard; with the engine <c>process</c> the roles may change.</summary>
    public IReadOnlyList<IResourceBuilder<IResourceWithConnectionString>> Nodes { get; }

    /// <summary>Both nodes, as the host of a connection string.</summary>
    internal ReferenceExpression Hosts { get; }

    /// <summary>The databases it holds, known in full when the AppHost starts.</summary>
    internal List<string> Databases { get; }
}
