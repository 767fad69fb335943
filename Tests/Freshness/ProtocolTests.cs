using Xunit.Abstractions;

namespace Conduit.Tests.Freshness;

/// <summary>Explores every interleaving of a small world, once as it is and once without each of the rules.</summary>
public sealed class ProtocolTests(ITestOutputHelper output)
{
    private static readonly Bounds[] Worlds =
    [
        new(Epochs: 1, WritersBypass: true, Writers: 1),
        new(Epochs: 2, RedisDies: true, Writers: 1, Servers: 1),
        new(Epochs: 1, RedisDies: true, WritersDie: true, Writers: 1),
        new(WritersDie: true, EndsTwice: true),
        new(Epochs: 1, WritersDie: true, Servers: 1),
    ];

    public static TheoryData<Rule> Rules => [.. Enum.GetValues<Rule>().Except([Rule.None])];

    [Fact]
    public void Nobody_is_ever_shown_less_than_anybody_was_told_before_he_asked()
    {
        foreach (var world in Worlds)
        {
            var seen = Explorer.Explore(new Protocol(Rule.None, world), Protocol.Start);
            output.WriteLine($"{seen.States:N0} states: {world}");
            Assert.True(seen.Stale is null, string.Join('\n', seen.Stale ?? []));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Without_any_of_the_rules_somebody_is(Rule rule)
    {
        var stale = Worlds.Select(world => Explorer.Explore(new Protocol(rule, world), Protocol.Start).Stale).FirstOrDefault(stale => stale is not null);
        Assert.True(stale is not null, $"no world needs {rule}");
        output.WriteLine(string.Join('\n', stale));
    }
}
