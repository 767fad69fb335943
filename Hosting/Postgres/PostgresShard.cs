namespace Conduit.Hosting.Postgres;

/// <summary>A shard of a cluster: a primary, and a replica that streams from it.</summary>
public sealed class PostgresShard
{
    internal PostgresShard(int number, IResourceBuilder<IResourceWithConnectionString> primary, IResourceBuilder<IResourceWithConnectionString> replica, ReferenceExpression hosts, List<string> databases)
    {
        Number = number;
        Primary = primary;
        Replica = replica;
        Hosts = hosts;
        Databases = databases;
    }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; }

    /// <summary>The node that takes writes.</summary>
    public IResourceBuilder<IResourceWithConnectionString> Primary { get; }

    /// <summary>The node that only reads.</summary>
    public IResourceBuilder<IResourceWithConnectionString> Replica { get; }

    /// <summary>Both nodes, as the host of a connection string.</summary>
    internal ReferenceExpression Hosts { get; }

    /// <summary>The databases it holds, known in full when the AppHost starts.</summary>
    internal List<string> Databases { get; }
}
