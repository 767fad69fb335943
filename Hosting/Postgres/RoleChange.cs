using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Makes the standby the primary: after a failure, or while both nodes run. The caller holds the lock of the roles.</summary>
internal sealed partial class RoleChange(ProcessShard shard, StandbySynchronization synchronization, ILogger log)
{
    // Caches are valid for a second after a server's last read of the epoch on the former primary (Data's EpochReading); a tenth more,
    // because clocks differ in speed.
    private static readonly TimeSpan LeaseEnd = TimeSpan.FromSeconds(1.1);

    private readonly Promotion _promotion = new(shard);

    /// <summary>Replaces a primary that has failed.</summary>
    /// <param name="condition">How it is.</param>
    /// <param name="bytesBehind">How many bytes of log its standby lacked when both answered last.</param>
    /// <param name="isStillDueAsync">Decides again, after a wait before commits are lost.</param>
    /// <param name="cancellationToken">Cancels it; what has been recorded by then is finished by the next AppHost.</param>
    public async Task FailOverAsync(
        NodeCondition condition,
        ulong bytesBehind,
        Func<CancellationToken, Task<bool>> isStillDueAsync,
        CancellationToken cancellationToken)
    {
        var former = shard.Primary;
        PrimaryFailed(log, former.Name, condition, shard.Standby.Name);
        await _promotion.FenceAsync(former, cancellationToken);
        if (!shard.Roles.IsStandbyComplete)
        {
            // Otherwise a cache could serve what a response of the new primary has already shown to be lost.
            await Task.Delay(LeaseEnd, cancellationToken);
            if (!await isStillDueAsync(cancellationToken))
                return;
            LosingCommits(log, shard.Standby.Name, bytesBehind);
        }

        await ReplacePrimaryAsync(cancellationToken);
    }

    /// <summary>Replaces a primary that runs.</summary>
    public async Task SwitchAsync(CancellationToken cancellationToken)
    {
        SwitchingRoles(log, shard.Primary.Name, shard.Standby.Name);
        await _promotion.StopPrimaryAsync(cancellationToken);
        await ReplacePrimaryAsync(cancellationToken);
    }

    /// <summary>Promotes the node that is the primary by its role.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await _promotion.PromoteAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun);
        Promoted(log, shard.Primary.Name, took);
    }

    private async Task ReplacePrimaryAsync(CancellationToken cancellationToken)
    {
        synchronization.Reset();
        shard.Roles = new ShardRoles(shard.Standby.Name, IsStandbyComplete: false, DateTimeOffset.UtcNow);
        await PromoteAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The primary {Former} has failed ({Condition}): {Standby} takes its place.")]
    private static partial void PrimaryFailed(ILogger logger, string former, NodeCondition condition, string standby);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Standby} may lack acknowledged commits, {Bytes} bytes of log, which are lost now (Postgres:Failover).")]
    private static partial void LosingCommits(ILogger logger, string standby, ulong bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Former} stops, and {Standby} takes its place.")]
    private static partial void SwitchingRoles(ILogger logger, string former, string standby);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Node} is the primary; its promotion took {Duration}.")]
    private static partial void Promoted(ILogger logger, string node, TimeSpan duration);
}
