using Conduit.Data.Ids;

namespace Conduit.Tests.Data;

public sealed class ConduitIdTests
{
    [Fact]
    public void Id_contains_its_time_and_its_logical_shard()
    {
        var time = new DateTime(2026, 11, 23, 12, 0, 0, 123, DateTimeKind.Utc);
        var milliseconds = new DateTimeOffset(time).ToUnixTimeMilliseconds() - ConduitId.StartMilliseconds;
        var id = (milliseconds << 12) | (200L << 4) | 7;

        Assert.Equal(time, ConduitId.Time(id));
        Assert.Equal(200, ConduitId.LogicalShard(id));
    }

    [Fact]
    public void Id_can_be_created_for_a_past_time()
    {
        var time = new DateTime(2025, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);

        var id = ConduitId.Of(time, 255);

        Assert.Equal(time, ConduitId.Time(id));
        Assert.Equal(255, ConduitId.LogicalShard(id));
    }

    [Fact]
    public void Every_id_is_exact_in_javascript() => Assert.Equal(ConduitId.Max, (long)(double)ConduitId.Max);
}
