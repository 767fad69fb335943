namespace Conduit.Hosting.Postgres;

/// <summary>One of the two Postgres servers of a shard, run as a process of this machine. Which one is the primary may change.</summary>
public sealed class PostgresNodeResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    internal const string LaunchScriptName = "postgres.sh";
    internal const string NewDataPrefix = "data.new.";

    internal PostgresNodeResource(string name, PostgresAccess access, string folder)
        : base(name, "/bin/sh", folder)
    {
        Access = access;
        Folder = folder;
        Endpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>The services' role on this node alone; a database of the same name as the role is opened unless another is named.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host=127.0.0.1;Port={Endpoint.Property(EndpointProperty.Port)};"
        + $"Username={Access.Service};Password={Access.ServicePassword.Resource}");

    /// <summary>The folder with the node's data, launch script and secrets.</summary>
    internal string Folder { get; }

    internal PostgresAccess Access { get; }

    internal string Data => Path.Combine(Folder, "data");

    /// <summary>
    /// Where data is created before it becomes <see cref="Data"/> by a rename, so that incomplete data is never opened. Each AppHost has
    /// its own, because initdb may outlive an AppHost that was killed.
    /// </summary>
    internal string NewData => Path.Combine(Folder, $"{NewDataPrefix}{Environment.ProcessId}");

    /// <summary>The name by which a standby streams, and of its slot on the primary.</summary>
    internal string ReplicationName => Name.Replace('-', '_');

    /// <summary>Exists while <c>pg_rewind</c> runs: data of an interrupted run cannot be used.</summary>
    internal string RewindMark => Path.Combine(Folder, "rewinding");

    internal string LaunchScript => Path.Combine(Folder, LaunchScriptName);
}
