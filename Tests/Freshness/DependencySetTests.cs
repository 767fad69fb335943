using Conduit.Freshness;

namespace Conduit.Tests.Freshness;

public sealed class DependencySetTests
{
    private readonly DependencySet _set = new();

    [Fact]
    public void Parts_of_one_event_form_one_dependency()
    {
        _set.Add("shard-0", "epoch", 5, ["article:1"]);
        _set.Add("shard-0", "epoch", 5, ["author:2", "article:1"]);

        Assert.Equal(["shard-0 epoch 5 article:1,author:2"], Described());
    }

    [Fact]
    public void Later_tags_keep_their_own_event()
    {
        _set.Add("shard-0", "epoch", 5, ["article:1"]);
        _set.Add("shard-0", "epoch", 9, ["author:2"]);

        Assert.Equal(["shard-0 epoch 5 article:1", "shard-0 epoch 9 author:2"], Described());
    }

    [Theory]
    [InlineData(5, 9)]
    [InlineData(9, 5)]
    public void Tag_of_two_parts_has_the_earlier_event(long first, long second)
    {
        _set.Add("shard-0", "epoch", first, ["article:1"]);
        _set.Add("shard-0", "epoch", second, ["article:1"]);

        Assert.Equal(["shard-0 epoch 5 article:1"], Described());
    }

    [Fact]
    public void Databases_have_dependencies_of_their_own()
    {
        _set.Add("shard-0", "epoch", 5, ["article:1"]);
        _set.Add("accounts", "other", 5, ["account:1"]);

        Assert.Equal(["accounts other 5 account:1", "shard-0 epoch 5 article:1"], Described());
    }

    [Fact]
    public void Empty_set_depends_on_nothing() => Assert.Empty(_set.All!);

    [Fact]
    public void Dependencies_are_unknown_when_those_of_one_part_are()
    {
        _set.Add("shard-0", "epoch", 5, ["article:1"]);
        _set.AddUnknown();

        Assert.Null(_set.All);
    }

    [Fact]
    public void Dependencies_are_unknown_when_the_epoch_changed_between_two_parts()
    {
        _set.Add("shard-0", "epoch", 5, ["article:1"]);
        _set.Add("shard-0", "next", 6, ["author:2"]);

        Assert.Null(_set.All);
    }

    [Fact]
    public void Dependencies_are_unknown_when_a_part_has_no_tags()
    {
        _set.Add("shard-0", "epoch", 5, []);

        Assert.Null(_set.All);
    }

    private IEnumerable<string> Described() => _set.All!
        .Select(one => $"{one.Database} {one.Epoch} {one.Since} {string.Join(',', one.Tags.Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal);
}
