using Xunit.Abstractions;

namespace Conduit.Tests.Freshness;

/// <summary>Explores every interleaving of small worlds, with all rules of the lease protocol and with each of them left out.</summary>
public sealed class ProtocolTests(ITestOutputHelper output)
{
    public static TheoryData<Rule> Rules => [.. Enum.GetValues<Rule>().Except([Rule.None])];

    [Fact]
    public void No_client_reads_an_older_value_than_any_client_saw_before_its_request()
    {
        var explorations = Worlds.All.AsParallel().AsOrdered().Select(world => (world, Explorer.FindStaleRead(Rule.None, world)));
        foreach (var (world, exploration) in explorations)
        {
            output.WriteLine($"{exploration.States,9:N0} states: {world.Name}");
            Assert.True(exploration.Path is null, $"{world.Name}:\n{exploration.Steps}");
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Client_reads_an_older_value_when_a_rule_is_left_out(Rule rule)
    {
        var world = Worlds.Needing(rule);
        var exploration = Explorer.FindStaleRead(rule, world);
        Assert.True(exploration.Path is not null, $"no stale read without {rule} in this world: {world.Name}");
        output.WriteLine($"Without {rule}, {world.Name}:\n{exploration.Steps}");
    }

    [Fact]
    public void Hits_become_possible_again_when_faults_end()
    {
        foreach (var world in (World[])[Worlds.TwoFollowers, Worlds.Bypass, Worlds.Promotion, Worlds.Suspension])
        {
            var exploration = Explorer.FindStuckState(world);
            output.WriteLine($"{exploration.States,9:N0} states: {world.Name}");
            Assert.True(exploration.Path is null, $"{world.Name}: no hits any more after\n{exploration.Steps}");
        }
    }
}
