namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    private void AddFaultSteps(in State state)
    {
        if (world.RedisDies && !state.IsRedisLost) LoseRedis(ref successors.AddFault($"Redis dies and comes back empty"), default);
        if (world.RedisFailsOver && state.StandbyPhase == StandbyPhase.UpToDate)
        {
            ref var next = ref successors.Add($"Redis's replica falls behind at {state.Redis.LogEnd}");
            next.StandbyPhase = StandbyPhase.Behind;
            next.Standby = state.Redis;
        }

        if (state.StandbyPhase == StandbyPhase.Behind && !state.IsRedisLost)
        {
            ref var next = ref successors.AddFault($"Redis fails over to the replica that is behind");
            LoseRedis(ref next, state.Standby);
            next.StandbyPhase = StandbyPhase.TookOver;
            next.Standby = default;
        }

        if (world.DatabaseIsPromoted && !state.IsPromoted) Promote(ref successors.AddFault($"the standby of the database is promoted"));
        if (!world.MachinesAreSuspended) return;

        for (var index = 0; index < world.Followers; index++)
        {
            if (state.Followers[index].IsSuspended) continue;
            successors.AddFault($"{Name(index)}'s machine is suspended").Followers[index].IsSuspended = true;
        }
    }

    private void LoseRedis(ref State state, in Redis replacement)
    {
        LoseLog(ref state);
        state.IsRedisLost = true;
        state.Incarnation++;
        state.Redis = replacement;
    }

    private static void Promote(ref State state)
    {
        state.IsPromoted = true;
        for (var index = 0; index < 2; index++)
        {
            if (state.Writers[index].Phase == WriterPhase.InTransaction) state.Writers[index] = new() { Phase = WriterPhase.Dead };
        }
    }
}
