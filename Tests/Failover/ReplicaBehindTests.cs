using Conduit.Tests.Application;
using static Conduit.Tests.Failover.ClusterApplication;

namespace Conduit.Tests.Failover;

/// <summary>The primary dies while its replica may lack commits: the replica is promoted only if that was allowed.</summary>
public sealed class ReplicaBehindTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => _folder["data"];

    [LinuxFact]
    public async Task A_replica_that_lacks_commits_is_not_promoted_and_the_primary_is_started_again()
    {
        await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
        {
            await cluster.CommandAsync(B, KnownResourceCommands.StopCommand);
            await cluster.App.ResourceNotifications.WaitForResourceAsync(B, KnownResourceStates.TerminalStates, stop);
            await writer.AcknowledgesAsync(100, stop);
            // Both at once: the replica starts, and the primary dies.
            await SignalAsync(Data, A, "KILL");
            await cluster.CommandAsync(B, KnownResourceCommands.StartCommand);

            await cluster.CompleteAsync(B);
            await writer.AcknowledgesAsync(100, stop);
            await cluster.PrimaryIsAsync(A);

            for (var time = 0; time < 3; time++)
            {
                await SignalAsync(Data, B, "KILL");
                await SignalAsync(Data, A, "KILL");
                await writer.AcknowledgesAsync(100, stop);
                await cluster.CompleteAsync(A, B);
            }
        });
    }

    [LinuxFact]
    public async Task An_asynchronous_replica_is_not_promoted_unless_a_loss_is_accepted()
    {
        string[] settings = ["--Postgres:Standby=asynchronous", "--Postgres:Restart=false"];
        await using (var cluster = await StartAsync(Data, settings))
        {
            await cluster.TellingAsync(async stop =>
            {
                await SignalAsync(Data, A, "KILL");
                await cluster.App.ResourceNotifications.WaitForResourceAsync(A, KnownResourceStates.TerminalStates, stop);
                await cluster.LogsAsync(B, "There is no primary");
                await using var replica = await cluster.OpenAsync(B);
                Assert.True(await replica.AskAsync<bool>("select pg_is_in_recovery()"));

                // Without its data it is not started empty: that would replace the replica's.
                var (data, elsewhere) = (_folder[$"data/{A}/data"], _folder["elsewhere"]);
                Directory.Move(data, elsewhere);
                await cluster.App.ResourceCommands.ExecuteCommandAsync(A, KnownResourceCommands.StartCommand, stop);
                await cluster.LogsAsync(A, "holds no data");
                Assert.True(await replica.AskAsync<bool>("select pg_is_in_recovery()"));
                Directory.Move(elsewhere, data);
            });
        }

        await using var accepting = await StartAsync(Data, [.. settings, "--Postgres:Failover=accept-loss"]);
        await accepting.TellingAsync(async _ =>
        {
            await SignalAsync(Data, A, "KILL");
            await accepting.PrimaryIsAsync(B);
            Assert.Contains(accepting.Story.Lines(B), line => line.Contains("bytes of log, which are lost now", StringComparison.Ordinal));
        });
    }

    [LinuxFact]
    public async Task A_replica_that_dies_just_before_its_promotion_with_a_loss_leaves_the_primary_its_role()
    {
        await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
        {
            await writer.AcknowledgesAsync(100, stop);
            await SignalAsync(Data, A, "KILL");
            await cluster.LogsAsync(B, $"{B} takes its place");
            await SignalAsync(Data, B, "KILL");

            await cluster.PrimaryIsAsync(A);
            await writer.AcknowledgesAsync(100, stop);
        }, "--Postgres:Standby=asynchronous", "--Postgres:Failover=accept-loss");
    }

    [LinuxFact]
    public async Task A_replica_is_complete_only_when_commits_really_wait_for_it()
    {
        await Writer.DuringAsync(Data, async (cluster, _, stop) =>
        {
            await cluster.CommandAsync(B, KnownResourceCommands.StopCommand);
            await cluster.App.ResourceNotifications.WaitForResourceAsync(B, KnownResourceStates.TerminalStates, stop);
            await using var primary = await cluster.OpenAsync(A);
            // The process that makes commits wait.
            var checkpointer = await primary.AskAsync<int>("select pid from pg_stat_activity where backend_type = 'checkpointer'");
            await SignalAsync(checkpointer, "STOP");
            await cluster.CommandAsync(B, KnownResourceCommands.StartCommand);
            await Eventually.TrueAsync(
                () => primary.AskAsync<bool>("select exists (select from pg_stat_replication where sync_state = 'sync')"),
                "the replica is synchronous by name");
            await Task.Delay(TimeSpan.FromSeconds(2), stop);

            Assert.False(await IsCompleteAsync(cluster.App, B));
            await SignalAsync(checkpointer, "CONT");
            await cluster.CompleteAsync(B);
        });
    }

    public void Dispose() => _folder.Dispose();
}
