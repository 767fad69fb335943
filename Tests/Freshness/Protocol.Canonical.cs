using System.Runtime.InteropServices;

namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    /// <summary>Makes states equal that differ only in what cannot matter any more, or in which of two equal parts is the first.</summary>
    public void MakeCanonical(ref State state)
    {
        for (var index = 0; index < world.Followers; index++)
        {
            ref var follower = ref state.Followers[index];
            if (follower.Epoch != Epoch.None) continue;
            follower.Base = follower.Version = follower.Stamp = follower.Marks = 0;
            follower.HasLease = false;
            if (state.Redis.Registrations[index].Status == RegistrationStatus.None) follower.Position = 0;
        }

        // After a failover the old events would be read again.
        if (!world.RedisFailsOver) RemoveAppliedEvents(ref state);
        if (Compare(state.Renewers) > 0) Swap(ref state.Renewers);
        if (world.Writers == 2 && Has(Rule.MarksHaveNames)) SortWriters(ref state);
        if (world.Followers == 2) SortFollowers(ref state);
    }

    private static void RemoveAppliedEvents(ref State state)
    {
        ref var redis = ref state.Redis;
        var applied = redis.LogEnd;
        for (var index = 0; index < 2; index++)
        {
            ref readonly var follower = ref state.Followers[index];
            if (follower.Epoch == redis.LogEpoch && follower.Epoch != Epoch.None) applied = Math.Min(applied, follower.Position);
        }

        for (var position = 1; position <= applied; position++) redis.Log[position] = default;
    }

    private static void SortFollowers(ref State state)
    {
        var isReading = state.Entry.Phase is not EntryPhase.None and not EntryPhase.Stored;
        var order = Compare(state.Followers);
        if (order == 0) order = Compare(state.Redis.Registrations);
        if (order == 0) order = Compare(state.Standby.Registrations);
        if (order == 0 && isReading) order = state.Entry.Reader;
        if (order <= 0) return;

        Swap(ref state.Followers);
        Swap(ref state.Redis.Registrations);
        Swap(ref state.Standby.Registrations);
        if (isReading) state.Entry.Reader ^= 1;
    }

    private static void SortWriters(ref State state)
    {
        var order = Compare(state.Writers);
        if (order < 0) return;

        var swapped = state;
        Swap(ref swapped.Writers);
        SwapMarks(ref swapped.Redis);
        SwapMarks(ref swapped.Standby);
        for (var index = 0; index < 2; index++)
        {
            ref var follower = ref swapped.Followers[index];
            follower.Marks = SwapMarks(follower.Marks);
            follower.Applying.Mark = SwapMarks(follower.Applying.Mark);
        }

        if (order > 0 || Bytes(swapped).SequenceCompareTo(Bytes(state)) < 0) state = swapped;
    }

    private static void SwapMarks(ref Redis redis)
    {
        redis.Marks = SwapMarks(redis.Marks);
        for (var position = 1; position <= redis.LogEnd; position++)
        {
            var happened = redis.Log[position];
            if (happened.Mark != 0) redis.Log[position] = happened with { Mark = SwapMarks(happened.Mark) };
        }
    }

    private static byte SwapMarks(byte marks) => marks is 1 or 2 ? (byte)(3 - marks) : marks;

    private static int Compare<T>(in Pair<T> pair)
        where T : unmanaged
    {
        ReadOnlySpan<T> both = pair;
        return MemoryMarshal.AsBytes(both[..1]).SequenceCompareTo(MemoryMarshal.AsBytes(both[1..]));
    }

    private static void Swap<T>(ref Pair<T> pair)
        where T : unmanaged => (pair[0], pair[1]) = (pair[1], pair[0]);

    private static ReadOnlySpan<byte> Bytes(in State state) => MemoryMarshal.AsBytes(new ReadOnlySpan<State>(in state));
}
