using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Postgres;

/// <summary>The section <c>Postgres</c>: what an acknowledged write has reached, and what happens when a primary fails.</summary>
/// <param name="SynchronousCommit">What a commit waits for, in PostgreSQL's words: on (both nodes have it on disk), remote_apply,
/// remote_write or local.</param>
/// <param name="Standby">Whether a commit waits for the standby at all, while that streams: synchronous or asynchronous.</param>
/// <param name="Failover">Whether the standby takes the place of a primary that failed: automatic (if it has every acknowledged
/// commit), accept-loss or manual.</param>
/// <param name="Restart">Whether a node that crashed is started again.</param>
internal sealed record ReplicationSettings(string SynchronousCommit, StandbyRole Standby, FailoverMode Failover, bool Restart)
{
    private const string CommitKey = "Postgres:SynchronousCommit";
    private const string StandbyKey = "Postgres:Standby";
    private const string FailoverKey = "Postgres:Failover";
    private const string RestartKey = "Postgres:Restart";
    private const string Local = "local";

    // Not off: it acknowledges what a crash can lose.
    private static readonly string[] Commits = ["on", "remote_apply", "remote_write", Local];

    private static readonly Dictionary<string, FailoverMode> FailoverModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["automatic"] = FailoverMode.Automatic,
        ["accept-loss"] = FailoverMode.AcceptLoss,
        ["manual"] = FailoverMode.Manual,
    };

    /// <summary>Whether the standby has every acknowledged commit while it is synchronous.</summary>
    public bool IsLossless => Standby == StandbyRole.Synchronous && SynchronousCommit != Local;

    /// <summary>What a primary waits for while its standby streams: the standby by its name, or nothing.</summary>
    public string StandbyNamed(string standby) => Standby == StandbyRole.Synchronous ? standby : "";

    /// <summary>Reads the section; by default an acknowledged write survives the loss of the primary.</summary>
    /// <exception cref="DistributedApplicationException">A value is invalid.</exception>
    public static ReplicationSettings Read(IConfiguration configuration)
    {
        var commit = configuration[CommitKey] is { Length: > 0 } text ? text.ToLowerInvariant() : Commits[0];
        if (!Commits.Contains(commit))
            throw Invalid(CommitKey, commit, string.Join(", ", Commits));

        var standby = StandbyRole.Synchronous;
        if (configuration[StandbyKey] is { Length: > 0 } role
            && (!Enum.TryParse(role, ignoreCase: true, out standby) || !Enum.IsDefined(standby)))
            throw Invalid(StandbyKey, role, $"{StandbyRole.Synchronous}, {StandbyRole.Asynchronous}");

        var failover = FailoverMode.Automatic;
        if (configuration[FailoverKey] is { Length: > 0 } mode && !FailoverModes.TryGetValue(mode, out failover))
            throw Invalid(FailoverKey, mode, string.Join(", ", FailoverModes.Keys));

        var restart = true;
        if (configuration[RestartKey] is { Length: > 0 } flag && !bool.TryParse(flag, out restart))
            throw Invalid(RestartKey, flag, "true, false");
        return new(commit, standby, failover, restart);
    }

    private static DistributedApplicationException Invalid(string key, string value, string allowed) =>
        new($"{key}={value} cannot be used: set it to one of {allowed}.");
}

/// <summary>Whether a primary's commits wait for its standby.</summary>
internal enum StandbyRole
{
    /// <summary>They wait while it streams.</summary>
    Synchronous,

    /// <summary>They never wait: the loss of the primary may lose what was acknowledged last.</summary>
    Asynchronous,
}

/// <summary>What happens when a primary fails.</summary>
internal enum FailoverMode
{
    /// <summary>The standby is promoted if it has every acknowledged commit; else the primary is needed.</summary>
    Automatic,

    /// <summary>The standby is promoted even if it lacks acknowledged commits.</summary>
    AcceptLoss,

    /// <summary>Nothing is promoted but by the command <c>Switch roles</c>; a primary that crashed is started again.</summary>
    Manual,
}
