using Conduit.Hosting.Setup;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>The two nodes of a shard as the process engine sees them, and what their start depends on.</summary>
internal sealed class ProcessShard(
    PostgresNodeResource primary, PostgresNodeResource replica, PostgresAccess access, ReplicationSettings replication, List<string> databases, UnprivilegedUser? user,
    IReadOnlyList<PostgresBinaries> installed)
{
    private TaskCompletionSource _primaryPrepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PostgresNodeResource Primary => primary;

    public PostgresNodeResource Replica => replica;

    public PostgresAccess Access => access;

    public ReplicationSettings Replication => replication;

    public IReadOnlyList<string> Databases => databases;

    public UnprivilegedUser? User => user;

    /// <summary>The replica's data can no longer catch up: it is made anew at its next start.</summary>
    public bool ReplicaIsLost { get; set; }

    /// <summary>Services may read from the replica, since it has caught up and streams: see <see cref="ReplicationKeeper"/>.</summary>
    public bool ReplicaServes { get; set; }

    /// <summary>The name of a streaming replica as synchronous_standby_names is to have it.</summary>
    public string Standby { get; } = replication.StandbyNamed(PostgresSql.Name(replica.ReplicationName));

    /// <summary>The same while it serves; else nothing.</summary>
    public string StandbyToWaitFor => ReplicaServes ? Standby : "";

    /// <summary>Ends when the primary's data is ready to be opened; the replica's comes from it.</summary>
    public Task PrimaryPrepared => _primaryPrepared.Task;

    public void SetPrimaryPrepared() => _primaryPrepared.TrySetResult();

    /// <summary>From here on the replica waits for the primary's data again.</summary>
    public void ResetPrimaryPrepared()
    {
        ReplicaServes = false;
        _primaryPrepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The programs that may open the shard's data.</summary>
    public PostgresBinaries Binaries() => PostgresBinaries.Choose(installed, PostgresDataFile.Major(primary.Data), Path.GetDirectoryName(primary.Folder)!);

    /// <summary>Stops, with one line, where new data for the primary would take the place of data that may be all there is.</summary>
    public void RequireNothingToLose()
    {
        if (PostgresDataFile.Major(primary.Data) is not null)
            return;

        if (Directory.Exists(primary.Data) && Directory.EnumerateFileSystemEntries(primary.Data).Any())
        {
            throw new DistributedApplicationException(
                $"{primary.Data} holds something that is no PostgreSQL data (it has no PG_VERSION): put the data back, or delete that folder to begin anew.");
        }

        if (Directory.Exists(replica.Data))
        {
            throw new DistributedApplicationException(
                $"{primary.Name} has no data, but {replica.Name} has: move {replica.Data} to {primary.Data} and remove standby.signal from it to go on with that, or delete it to begin anew.");
        }
    }

    public async Task<PostgresPasswords> GetPasswordsAsync(CancellationToken cancellationToken)
    {
        var roles = new List<PostgresRoleAccess>();
        foreach (var role in access.Roles)
            roles.Add(new(role.Name, await role.Password.Resource.GetValueAsync(cancellationToken) ?? "", role.Databases));
        return new(
            await access.SuperuserPassword.Resource.GetValueAsync(cancellationToken) ?? "",
            await access.ServicePassword.Resource.GetValueAsync(cancellationToken) ?? "",
            await access.ReplicationPassword.Resource.GetValueAsync(cancellationToken) ?? "",
            roles);
    }

    /// <summary>Connects to a node as the host does: as superuser, without a pool, with little patience.</summary>
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
