using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Postgres;

/// <summary>What an acknowledged write has reached: the settings <c>Postgres:SynchronousCommit</c> and <c>Postgres:Standby</c>.</summary>
/// <param name="SynchronousCommit">What a commit waits for, in PostgreSQL's words; with <c>on</c>, that both nodes have it on disk.</param>
/// <param name="Standby">Whether a commit waits for the replica at all, while that streams.</param>
internal sealed record ReplicationSettings(string SynchronousCommit, StandbyRole Standby)
{
    private const string CommitKey = "Postgres:SynchronousCommit";
    private const string StandbyKey = "Postgres:Standby";

    // Not off: it acknowledges what a crash can lose.
    private static readonly string[] Commits = ["on", "remote_apply", "remote_write", "local"];

    /// <summary>What a primary is to wait for while its replica streams: the replica by its name, or nothing.</summary>
    public string StandbyNamed(string replica) => Standby == StandbyRole.Synchronous ? replica : "";

    /// <summary>Reads them; the usual ones let an acknowledged write outlive the loss of the primary.</summary>
    /// <exception cref="DistributedApplicationException">One cannot be used.</exception>
    public static ReplicationSettings Read(IConfiguration configuration)
    {
        var commit = configuration[CommitKey] is { Length: > 0 } text ? text.ToLowerInvariant() : Commits[0];
        if (!Commits.Contains(commit))
            throw new DistributedApplicationException($"{CommitKey}={commit} cannot be used: set it to one of {string.Join(", ", Commits)}.");

        var standby = StandbyRole.Synchronous;
        if (configuration[StandbyKey] is { Length: > 0 } role && (!Enum.TryParse(role, ignoreCase: true, out standby) || !Enum.IsDefined(standby)))
            throw new DistributedApplicationException($"{StandbyKey}={role} cannot be used: set it to {StandbyRole.Synchronous} or {StandbyRole.Asynchronous}.");
        return new(commit, standby);
    }
}

/// <summary>Whether a primary's commits wait for its replica.</summary>
internal enum StandbyRole
{
    /// <summary>They wait while it streams.</summary>
    Synchronous,

    /// <summary>They never wait: the loss of the primary may lose what was acknowledged last.</summary>
    Asynchronous,
}
