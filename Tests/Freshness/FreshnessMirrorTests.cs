using System.Diagnostics;
using Conduit.Freshness;

namespace Conduit.Tests.Freshness;

public sealed class FreshnessMirrorTests
{
    private const long Joined = 10;

    private static readonly int[] Slots = [3, 7];

    private readonly FreshnessMirror _mirror = new("follower", "epoch", baseLsn: 100, Joined);

    [Fact]
    public void Value_is_valid_until_a_write_to_one_of_its_slots_begins()
    {
        Assert.True(_mirror.IsUnchanged(Slots, since: Joined));

        _mirror.Begin("write", [7, 9], Joined + 1);

        Assert.False(_mirror.IsUnchanged(Slots, since: Joined + 1));
        Assert.True(_mirror.IsUnchanged([3], since: Joined));
    }

    [Fact]
    public void Value_read_during_a_write_is_invalid_when_the_write_has_ended_and_one_read_later_is_valid()
    {
        _mirror.Begin("write", Slots, Joined + 1);
        _mirror.End("write", commitLsn: 200, Joined + 2);

        Assert.False(_mirror.IsUnchanged(Slots, since: Joined + 1));
        Assert.True(_mirror.IsUnchanged(Slots, since: Joined + 2));
    }

    [Fact]
    public void Slot_stays_marked_until_each_of_its_writes_has_ended()
    {
        _mirror.Begin("first", Slots, Joined + 1);
        _mirror.Begin("second", Slots, Joined + 2);
        _mirror.End("first", commitLsn: 200, Joined + 3);
        _mirror.End("first", commitLsn: 200, Joined + 4);

        Assert.False(_mirror.IsUnchanged(Slots, since: Joined + 4));
        Assert.False(_mirror.IsReplayed(Slots, replayed: 1000));

        _mirror.End("second", commitLsn: null, Joined + 5);

        Assert.True(_mirror.IsUnchanged(Slots, since: Joined + 5));
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, false)]
    [InlineData(299, false)]
    [InlineData(300, true)]
    public void Replica_counts_when_it_has_replayed_the_base_and_the_highest_commit_of_each_slot(ulong replayed, bool counts)
    {
        _mirror.Begin("first", Slots, Joined + 1);
        _mirror.Begin("second", Slots, Joined + 2);
        // The one that committed later ends first.
        _mirror.End("second", commitLsn: 300, Joined + 3);
        _mirror.End("first", commitLsn: 200, Joined + 4);

        Assert.Equal(counts, _mirror.IsReplayed(Slots, replayed));
        Assert.Equal(replayed >= 100, _mirror.IsReplayed([5], replayed));
    }

    [Fact]
    public void Lease_runs_from_when_its_renewal_was_sent()
    {
        Assert.False(_mirror.HasLease);
        _mirror.ExtendLease(Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(1));
        Assert.True(_mirror.HasLease);
        _mirror.ExtendLease(Stopwatch.GetTimestamp() - (2 * Stopwatch.Frequency), TimeSpan.FromSeconds(1));
        Assert.False(_mirror.HasLease);
    }

    [Fact]
    public void Tag_of_everything_shares_its_slot_with_no_other_tag()
    {
        var everything = TagSlots.Of(TagSlots.Everything);

        Assert.Equal(TagSlots.Count - 1, everything);
        Assert.DoesNotContain(everything, Enumerable.Range(0, 100_000).Select(number => TagSlots.Of($"article:{number}")));
    }
}
