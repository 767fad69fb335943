using Conduit.Hosting.Setup;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>The two nodes of a shard as the process engine sees them, their roles, and what their start depends on.</summary>
internal sealed class ProcessShard
{
    private readonly IReadOnlyList<PostgresBinaries> _installed;
    private readonly ShardRolesFile _file;
    private TaskCompletionSource _primaryPrepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ShardRoles _roles;

    /// <summary>Reads the roles, or infers them from the data of nodes that have none on record.</summary>
    /// <exception cref="DistributedApplicationException">It is unknown which node is the primary, or its data is missing.</exception>
    public ProcessShard(
        string name,
        IReadOnlyList<PostgresNodeResource> nodes,
        PostgresAccess access,
        ReplicationSettings settings,
        List<string> databases,
        UnprivilegedUser? user,
        IReadOnlyList<PostgresBinaries> installed)
    {
        (Name, Nodes, Access, Settings, Databases, User, _installed) = (name, nodes, access, settings, databases, user, installed);
        var path = Path.Combine(Path.GetDirectoryName(nodes[0].Folder)!, name);
        Requests = new(path);
        Requests.Clear();
        _file = new($"{path}.roles.json", user);
        _roles = RolesInference.Infer(nodes, _file.Read());
        _file.Write(_roles);
        // Data of a version that is not installed stops the AppHost here with one line.
        _ = Binaries();
    }

    public string Name { get; }

    public IReadOnlyList<PostgresNodeResource> Nodes { get; }

    public PostgresAccess Access { get; }

    public ReplicationSettings Settings { get; }

    public ShardRequests Requests { get; }

    /// <summary>What may be promoted now.</summary>
    public FailoverMode Failover => Requests.IsManual ? FailoverMode.Manual : Settings.Failover;

    public IReadOnlyList<string> Databases { get; }

    public UnprivilegedUser? User { get; }

    /// <summary>
    /// Held while roles change, and while a primary is prepared: so that no node is started as one after it was replaced.
    /// </summary>
    public SemaphoreSlim RolesLock { get; } = new(1);

    /// <summary>The roles, as they are on disk.</summary>
    public ShardRoles Roles
    {
        get => _roles;
        set
        {
            // First on disk: what follows from a change may only be done once it is known there.
            _file.Write(value);
            _roles = value;
        }
    }

    public PostgresNodeResource Primary => Nodes.Single(IsPrimary);

    public PostgresNodeResource Standby => Nodes.Single(node => !IsPrimary(node));

    /// <summary>The standby's data can no longer catch up: its next start copies the primary.</summary>
    public bool IsStandbyLost { get; set; }

    /// <summary>Services may connect to the primary.</summary>
    public bool IsPrimaryServing { get; set; } = true;

    /// <summary>Services may read from the standby, since it has caught up and streams: see <see cref="StandbySynchronization"/>.</summary>
    public bool IsStandbyServing { get; set; }

    /// <summary>A command stops and starts nodes by itself: the monitor leaves them alone.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Completes when the primary's data is ready to be opened; the standby's comes from it.</summary>
    public Task PrimaryPrepared => _primaryPrepared.Task;

    public bool IsPrimary(PostgresNodeResource node) => node.Name == _roles.Primary;

    public PostgresNodeResource PartnerOf(PostgresNodeResource node) => Nodes.Single(other => other != node);

    public void SetPrimaryPrepared() => _primaryPrepared.TrySetResult();

    /// <summary>From here on the standby waits for the primary's data again.</summary>
    public void ResetPrimaryPrepared()
    {
        IsStandbyServing = false;
        _primaryPrepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Notes that the primary may acknowledge commits which its standby lacks.</summary>
    public void SetStandbyIncomplete()
    {
        if (Roles.IsStandbyComplete)
            Roles = Roles with { IsStandbyComplete = false };
    }

    /// <summary>The programs that may open the shard's data.</summary>
    public PostgresBinaries Binaries() =>
        PostgresBinaries.Choose(_installed, PostgresDataFile.Major(Primary.Data), Path.GetDirectoryName(Primary.Folder)!);

    public async Task<PostgresPasswords> GetPasswordsAsync(CancellationToken cancellationToken)
    {
        var roles = new List<PostgresRoleAccess>();
        foreach (var role in Access.Roles)
        {
            var password = await role.Password.Resource.GetValueAsync(cancellationToken) ?? "";
            roles.Add(new(role.Name, password, role.Databases, role.Owned, role.IsMonitor));
        }

        return new(
            await Access.SuperuserPassword.Resource.GetValueAsync(cancellationToken) ?? "",
            await Access.ServicePassword.Resource.GetValueAsync(cancellationToken) ?? "",
            await Access.ReplicationPassword.Resource.GetValueAsync(cancellationToken) ?? "",
            roles);
    }

    /// <summary>Connects to a node as the AppHost does: as superuser, without a pool, with short timeouts.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(PostgresNodeResource node, CancellationToken cancellationToken)
    {
        var passwords = await GetPasswordsAsync(cancellationToken);
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = node.Endpoint.Port,
            Username = PostgresAccess.Superuser,
            Password = passwords.Superuser,
            Database = "postgres",
            ApplicationName = "apphost",
            Pooling = false,
            Timeout = 2,
            CommandTimeout = 5,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
