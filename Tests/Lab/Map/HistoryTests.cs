using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Model;

namespace Conduit.Tests.Lab.Map;

/// <summary>The history of figures, from which charts are drawn.</summary>
public sealed class HistoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly SystemModel Model = new(
        [Server("edge") with { IsEntry = true }, Server("api-1"), Server("api-2"), Server("worker")],
        [new("api", ["api-1", "api-2"])],
        []);

    private readonly Clock _clock = new();
    private readonly FigureHistory _history;

    public HistoryTests() => _history = new(new SampleCalculator(Model), _clock);

    [Fact]
    public void Sample_has_the_figures_of_the_last_second()
    {
        _history.Add(Counters(0, requests: 100, errors: 4, hits: 10, reads: 5));
        var sample = _history.Add(Counters(2, requests: 300, errors: 8, hits: 40, reads: 25))!;

        Assert.Equal(2000, sample.Time);
        Assert.Equal(100, sample.Requests);
        Assert.Equal(2, sample.Errors);
        Assert.Equal(15, sample.Hits["edge"]);
        Assert.Null(sample.Hits["l1"]);
        // Both API servers read as much.
        Assert.Equal(20, sample.PrimaryReads);
        Assert.Equal(0, sample.ReplicaReads);
        Assert.Equal(7, sample.Due);
        Assert.Equal(3, sample.Lag);
    }

    [Fact]
    public void History_keeps_five_minutes_and_no_sample_spans_a_pause()
    {
        for (var second = 0; second <= FigureHistory.Length + 10; second++) _history.Add(Counters(second, second, 0, 0, 0));
        _clock.Now = Start.AddSeconds(FigureHistory.Length + 10);
        var samples = _history.Samples;
        _history.Pause();
        Assert.Null(_history.Add(Counters(1000, 100_000, 0, 0, 0)));
        _clock.Now = Start.AddSeconds(1000);

        Assert.Equal(FigureHistory.Length, samples.Count);
        Assert.All(samples, sample => Assert.Equal(1, sample.Requests));
        Assert.Equal(samples.Select(sample => sample.Time).Order(), samples.Select(sample => sample.Time));
        Assert.Empty(_history.Samples);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_left_out_and_shares_are_those_of_the_group()
    {
        var calculator = new SampleCalculator(Model);
        var before = Counters(0, 0, 0, 0, 0);
        var now = Counters(10, 100, 0, 0, 50);
        var without = now with { Parts = now.Parts.Where(part => part.Key != "api-2").ToDictionary() };

        Assert.Equal(["api-1", "api-2"], calculator.RequestsOf("api", before, now).Keys.Order());
        Assert.Equal(["api-1"], calculator.RequestsOf("api", before, without).Keys);
        Assert.Equal(5, calculator.Between(before, without).PrimaryReads);
        Assert.Equal(10, calculator.Between(before, now).PrimaryReads);
    }

    private static SystemCounters Counters(int second, double requests, double errors, double hits, double reads)
    {
        var at = Start.AddSeconds(second);
        return new(at, new Dictionary<string, Counters>
        {
            ["edge"] = new(at, new Dictionary<string, double>
            {
                [ServerSource.Requests] = requests,
                [ServerSource.Errors] = errors,
                [$"{ServerSource.Lookups}edge"] = requests,
                [$"{ServerSource.Hits}edge"] = hits,
            }),
            ["api-1"] = new(at, new Dictionary<string, double> { [ServerSource.PrimaryReads] = reads }),
            ["api-2"] = new(at, new Dictionary<string, double> { [ServerSource.PrimaryReads] = reads }),
            ["worker"] = new(at, new Dictionary<string, double>
            {
                [$"{ServerSource.Due}0"] = 5,
                [$"{ServerSource.Due}1"] = 2,
                [$"{PostgresSource.LagMilliseconds}b"] = 3,
            }),
        });
    }

    private static Part Server(string name) => new(name, PartKind.Server, null, false, false, new Dictionary<string, Uri>());
}
