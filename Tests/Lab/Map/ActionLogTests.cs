using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Switches;

namespace Conduit.Tests.Lab.Map;

/// <summary>The charts of five minutes find all actions of that time, and the page always some.</summary>
public sealed class ActionLogTests
{
    [Fact]
    public void Actions_of_five_minutes_are_stored_and_of_older_ones_those_that_the_page_lists()
    {
        var clock = new Clock();
        var actions = new ActionLog(clock);

        for (var second = 0; second < 400; second++)
        {
            actions.Add($"{second}");
            clock.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(301, actions.Latest.Count());
        Assert.Equal("399", actions.Latest.First().Text);

        clock.Now += TimeSpan.FromHours(1);
        actions.Add("late");

        Assert.Equal(ActionLog.Listed, actions.Latest.Count());
    }

    [Fact]
    public void Script_that_does_much_fills_no_memory()
    {
        var actions = new ActionLog(new Clock());

        for (var number = 0; number < 1000; number++) actions.Add($"{number}");

        Assert.Equal(500, actions.Latest.Count());
    }

    [Fact]
    public void Change_of_a_switch_is_listed_once_also_when_it_was_read_before_the_change()
    {
        var actions = new ActionLog(new Clock());
        var log = new SwitchLog(actions);
        log.Compare([Cache("true")], log.Changes);
        var changes = log.Changes;

        log.Add("Edge:Cache", "false");
        log.Compare([Cache("true")], changes);
        log.Compare([Cache("false")], log.Changes);

        Assert.Equal("Edge:Cache: false", Assert.Single(actions.Latest).Text);
    }

    private static SwitchState Cache(string value) =>
        new("Edge:Cache", "cache of the edge", value, ["true", "false"], "It caches.", IsUnsafe: false, IsLeased: false);
}
