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
                await Eventually.GetAsync(
                    () => Task.FromResult(string.Join('\n', cluster.Story.Lines(B))),
                    log => log.Contains("There is no primary", StringComparison.Ordinal),
                    "the refusal is logged");
                await using var replica = await cluster.OpenAsync(B);
                Assert.True(await replica.AskAsync<bool>("select pg_is_in_recovery()"));
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

    public void Dispose() => _folder.Dispose();
}
