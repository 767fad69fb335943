using Conduit.Lab.Map.Figures;

namespace Conduit.Tests.Lab.Map;

public sealed class CountersTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task Series_are_read_with_labels_and_without_comments()
    {
        const string Text = """
            # TYPE requests_total counter
            requests_total{route="/api/{slug}",status="200"} 12 1700000000000
            requests_total{my_status="1",status="500"} 1.5e1

            up 1
            # EOF
            """;

        var series = await MetricsText.ReadAsync(new StringReader(Text)).ToListAsync();

        Assert.Equal([("requests_total", 12), ("requests_total", 15), ("up", 1.0)], series.Select(one => (one.Name, one.Value)));
        Assert.Equal(["200", "500", ""], series.Select(one => one.Label("status")));
        Assert.Equal("/api/{slug}", series[0].Label("route"));
    }

    [Fact]
    public void A_server_that_was_restarted_counts_from_zero_again()
    {
        var before = Of(Start, ("requests", 1000));

        Assert.Equal(50, Of(Start.AddSeconds(2), ("requests", 1100)).RateSince(before, "requests"));
        Assert.Equal(20, Of(Start.AddSeconds(2), ("requests", 40)).RateSince(before, "requests"));
        Assert.Equal(0, Of(Start, ("requests", 40)).RateSince(null, "requests"));
    }

    [Theory]
    [InlineData(.5, 1.5)]
    [InlineData(.75, 2)]
    [InlineData(.99, 10)]
    public void Percentiles_are_linear_within_a_bucket(double share, double milliseconds)
    {
        var before = Buckets(0, 0, 0, 0);
        // Half of the requests take less than 1.5 ms; the slowest of all are beyond the last bound.
        var now = Buckets(50, 150, 190, 200);

        Assert.Equal(milliseconds, Percentiles.Of(now, before, share)!.Value, precision: 6);
        Assert.Null(Percentiles.Of(before, before, share));
    }

    private static Counters Buckets(double one, double two, double ten, double all) => Of(
        Start, ("bucket 0.001", one), ("bucket 0.002", two), ("bucket 0.01", ten), ("bucket +Inf", all));

    private static Counters Of(DateTimeOffset at, params (string Name, double Value)[] totals) =>
        new(at, totals.ToDictionary(total => total.Name, total => total.Value));
}
