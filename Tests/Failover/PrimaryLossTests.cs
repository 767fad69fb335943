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
        Assert.Empty(await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
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
    public async Task A_primary_of_which_one_process_was_killed_is_replaced_and_does_not_restart_by_itself()
    {
        Assert.Empty(await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
        {
            await cluster.CompleteAsync(B);
            await writer.AcknowledgesAsync(100, stop);
            await using var session = await cluster.OpenAsync(A);
            await SignalAsync(await session.AskAsync<int>("select pg_backend_pid()"), "KILL");
            await cluster.PrimaryIsAsync(B);
            await writer.AcknowledgesAsync(100, stop);
            await cluster.CompleteAsync(A);
        }));
    }

    [LinuxFact]
    public async Task A_frozen_primary_is_gone_before_the_other_is_promoted()
    {
        await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
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
        Assert.Empty(await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
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

    [PostgresProgramsFact]
    public async Task A_former_primary_is_copied_anew_where_pg_rewind_is_missing()
    {
        var programs = Directory.CreateDirectory(_folder["programs"]).FullName;
        foreach (var program in Directory.EnumerateFiles(LocalPostgres.Binaries!).Where(path => Path.GetFileName(path) != "pg_rewind"))
            File.CreateSymbolicLink(Path.Combine(programs, Path.GetFileName(program)), program);

        await Writer.DuringAsync(Data, async (cluster, writer, stop) =>
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
}
