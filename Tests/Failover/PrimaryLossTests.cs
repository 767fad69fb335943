using Conduit.Tests.Application;
using Conduit.Tests.Hosting;
using Npgsql;
using static Conduit.Tests.Failover.ClusterApplication;

namespace Conduit.Tests.Failover;

/// <summary>Both nodes of a shard are killed, frozen, stopped and started while a service writes to it.</summary>
public sealed class PrimaryLossTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => _folder["data"];

    [LinuxFact]
    public async Task A_killed_primary_is_replaced_without_loss_and_comes_back_as_replica_twice_in_a_row()
    {
        Assert.Empty(await WithWriterAsync(async (cluster, writer, stop) =>
        {
            foreach (var (former, next) in new[] { (A, B), (B, A) })
            {
                await cluster.CompleteAsync(next);
                await writer.AcknowledgesAsync(100, stop);
                await SignalAsync(Data, former, "KILL");
                await cluster.PrimaryIsAsync(next);
                await writer.AcknowledgesAsync(100, stop);
            }

            await cluster.CompleteAsync(B);
        }));
    }

    [LinuxFact]
    public async Task A_frozen_primary_is_gone_before_the_other_is_promoted()
    {
        await WithWriterAsync(async (cluster, writer, stop) =>
        {
            await cluster.CompleteAsync(B);
            await writer.AcknowledgesAsync(100, stop);
            // A session that is open already goes on working while the listening process is frozen.
            await using var session = await cluster.OpenAsync(A);
            await SignalAsync(Data, A, "STOP");
            await cluster.PrimaryIsAsync(B);

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.RunAsync("insert into written values (-1)"));
            await writer.AcknowledgesAsync(100, stop);
            await cluster.CompleteAsync(A);
        });
    }

    [LinuxFact]
    public async Task Roles_are_switched_without_loss_and_back_again()
    {
        Assert.Empty(await WithWriterAsync(async (cluster, writer, stop) =>
        {
            foreach (var (former, next) in new[] { (A, B), (B, A) })
            {
                await cluster.CompleteAsync(next);
                await writer.AcknowledgesAsync(100, stop);
                await cluster.CommandAsync(next, "switch-roles");
                await cluster.PrimaryIsAsync(next);
                await cluster.CompleteAsync(former);
                await writer.AcknowledgesAsync(100, stop);
            }
        }));
    }

    [LinuxFact]
    public async Task A_replica_that_lacks_commits_is_not_promoted_and_the_primary_is_started_again()
    {
        await WithWriterAsync(async (cluster, writer, stop) =>
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

    [PostgresProgramsFact]
    public async Task A_former_primary_is_copied_anew_where_pg_rewind_is_missing()
    {
        var programs = Directory.CreateDirectory(_folder["programs"]).FullName;
        foreach (var program in Directory.EnumerateFiles(LocalPostgres.Binaries!).Where(path => Path.GetFileName(path) != "pg_rewind"))
            File.CreateSymbolicLink(Path.Combine(programs, Path.GetFileName(program)), program);

        await WithWriterAsync(async (cluster, writer, stop) =>
        {
            await cluster.CompleteAsync(B);
            await SignalAsync(Data, A, "KILL");
            await cluster.PrimaryIsAsync(B);
            await writer.AcknowledgesAsync(100, stop);
            await cluster.CompleteAsync(A);
            Assert.Contains(cluster.Story.Lines(A), line => line.Contains("Copying the data of postgres-0-b", StringComparison.Ordinal));
        }, $"--PgBin={programs}");
    }

    public void Dispose() => _folder.Dispose();

    // Nothing acknowledged is lost, whatever happens; returns the reads that failed.
    private async Task<IReadOnlyCollection<string>> WithWriterAsync(
        Func<ClusterApplication, Writer, CancellationToken, Task> act, params string[] settings)
    {
        await using var cluster = await StartAsync(Data, settings);
        await using var writer = new Writer(await cluster.ServiceAsync());
        await cluster.TellingAsync(async stop =>
        {
            await writer.StartAsync();
            await act(cluster, writer, stop);
            await writer.StopAsync();
            Assert.Empty(await writer.LostAsync());
        });
        return writer.FailedReads;
    }
}
