namespace Conduit.Tests.Freshness;

/// <summary>What exists and what may go wrong, so that a search ends.</summary>
/// <param name="Name">Names the world in the output of the tests.</param>
internal sealed record World(string Name)
{
    public int Writers { get; init; } = 1;

    public int Followers { get; init; } = 1;

    /// <summary>How many new epochs may begin.</summary>
    public int NewEpochs { get; init; }

    /// <summary>The search starts when all new epochs have been claimed, one after the other.</summary>
    public bool StartsAfterClaims { get; init; }

    public bool HasReplica { get; init; } = true;

    /// <summary>A hit checks the lease in one step and the mirror in another.</summary>
    public bool HitsTakeTwoSteps { get; init; }

    /// <summary>Each write changes two slots, which a follower changes, and a hit checks, one after the other.</summary>
    public bool HasTwoSlots { get; init; }

    /// <summary>The cached entry depends on the slot alone that followers change last; else on both.</summary>
    public bool EntryHasSecondSlotAlone { get; init; }

    /// <summary>DROP and FORGET are two steps.</summary>
    public bool DropsTakeTwoSteps { get; init; }

    /// <summary>A writer that gets no answer to END sends it again.</summary>
    public bool EndsAreRepeated { get; init; }

    public bool WritersDie { get; init; }

    /// <summary>Writers may find Redis out of reach, and bypass it.</summary>
    public bool WritersBypass { get; init; }

    public bool RedisDies { get; init; }

    public bool RedisFailsOver { get; init; }

    public bool DatabaseIsPromoted { get; init; }

    public bool MachinesAreSuspended { get; init; }
}
