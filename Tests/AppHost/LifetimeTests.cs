using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

public sealed class LifetimeTests(TwoLives lives) : IClassFixture<TwoLives>
{
    [LinuxFact]
    public void A_host_that_is_asked_to_end_leaves_nothing()
    {
        Assert.Equal(0, lives.Asked.ExitCode);
        Assert.Empty(lives.Asked.Processes);
        Assert.Empty(lives.Asked.Files);
    }

    [LinuxFact]
    public void A_host_that_is_killed_leaves_nothing()
    {
        Assert.Empty(lives.Killed.Processes);
        Assert.Empty(lives.Killed.Files);
    }

    [LinuxFact]
    public void Everything_ends_soon() => Assert.True(lives.Asked.UntilAllGone < TimeSpan.FromSeconds(15), $"it took {lives.Asked.UntilAllGone}");

    [LinuxFact]
    public void Data_outlives_the_host_and_a_change_of_every_password() => Assert.Contains(lives.Slug, lives.SlugsOfTheSecondLife);

    [LinuxFact]
    public void Data_of_another_postgres_is_refused_with_the_two_ways_out()
    {
        Assert.Contains("9", lives.LineOfAnotherVersion, StringComparison.Ordinal);
        Assert.Contains("PG_BIN", lives.LineOfAnotherVersion, StringComparison.Ordinal);
    }
}
