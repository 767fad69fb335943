using Conduit.Hosting.Postgres;

namespace Conduit.Tests.Failover;

public sealed class FailoverPolicyTests
{
    private static readonly ShardView Healthy = new(
        NodeCondition.Up, IsPrimaryInRecovery: false, NodeCondition.Up, IsStandbyComplete: true, FailoverMode.Automatic, Restart: true);

    private static readonly NodeCondition[] Failed =
        [NodeCondition.Unresponsive, NodeCondition.Gone, NodeCondition.Crashed, NodeCondition.Stopped];

    [Fact]
    public void A_healthy_shard_is_left_alone() => Assert.Equal(new(FailoverAction.None), FailoverPolicy.Decide(Healthy));

    [Fact]
    public void A_failed_primary_is_replaced_by_a_complete_standby()
    {
        foreach (var failed in Failed)
            Assert.Equal(FailoverAction.Failover, FailoverPolicy.Decide(Healthy with { Primary = failed }).Action);
    }

    [Fact]
    public void One_failed_check_replaces_no_primary() =>
        Assert.Equal(FailoverAction.None, FailoverPolicy.Decide(Healthy with { Primary = NodeCondition.Suspect }).Action);

    [Fact]
    public void A_standby_that_may_lack_commits_is_promoted_only_when_a_loss_is_accepted()
    {
        foreach (var failed in Failed)
        {
            var view = Healthy with { Primary = failed, IsStandbyComplete = false };
            Assert.NotEqual(FailoverAction.Failover, FailoverPolicy.Decide(view).Action);
            Assert.Equal(FailoverAction.Failover, FailoverPolicy.Decide(view with { Failover = FailoverMode.AcceptLoss }).Action);
        }
    }

    [Fact]
    public void A_standby_that_does_not_answer_is_never_promoted()
    {
        foreach (var failed in Failed)
        {
            foreach (var standby in Enum.GetValues<NodeCondition>().Where(condition => condition != NodeCondition.Up))
            {
                var view = Healthy with { Primary = failed, Standby = standby, Failover = FailoverMode.AcceptLoss };
                Assert.NotEqual(FailoverAction.Failover, FailoverPolicy.Decide(view).Action);
            }
        }
    }

    [Fact]
    public void A_crashed_primary_is_started_again_when_it_cannot_be_replaced()
    {
        var view = Healthy with { Primary = NodeCondition.Crashed, IsStandbyComplete = false };

        Assert.Equal(FailoverAction.RestartPrimary, FailoverPolicy.Decide(view).Action);
        Assert.Equal(FailoverAction.Refuse, FailoverPolicy.Decide(view with { Restart = false }).Action);
    }

    [Theory]
    [InlineData(NodeCondition.Stopped)]
    [InlineData(NodeCondition.Unresponsive)]
    internal void A_primary_that_was_stopped_or_hangs_is_not_started_again(NodeCondition primary)
    {
        var decision = FailoverPolicy.Decide(Healthy with { Primary = primary, IsStandbyComplete = false });

        Assert.Equal(FailoverAction.Refuse, decision.Action);
        Assert.Contains("lack commits", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manual_shard_promotes_nothing_by_itself() => Assert.Equal(
        FailoverAction.RestartPrimary,
        FailoverPolicy.Decide(Healthy with { Primary = NodeCondition.Crashed, Failover = FailoverMode.Manual }).Action);

    [Fact]
    public void A_promotion_that_was_cut_short_is_finished() =>
        Assert.Equal(FailoverAction.FinishPromotion, FailoverPolicy.Decide(Healthy with { IsPrimaryInRecovery = true }).Action);

    [Fact]
    public void A_crashed_standby_is_started_again_and_a_stopped_one_is_not()
    {
        Assert.Equal(FailoverAction.RestartStandby, FailoverPolicy.Decide(Healthy with { Standby = NodeCondition.Crashed }).Action);
        Assert.Equal(FailoverAction.None, FailoverPolicy.Decide(Healthy with { Standby = NodeCondition.Stopped }).Action);
    }
}
