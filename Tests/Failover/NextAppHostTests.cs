using Conduit.Tests.Application;
using static Conduit.Tests.Failover.ClusterApplication;

namespace Conduit.Tests.Failover;

/// <summary>What an AppHost makes of the nodes that an earlier one left.</summary>
public sealed class NextAppHostTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => _folder["data"];

    [LinuxFact]
    public async Task A_shard_whose_nodes_all_died_goes_on_under_the_next_AppHost_with_the_right_primary()
    {
        List<int> acknowledged;
        await using (var cluster = await StartAsync(Data))
        {
            await using var writer = new Writer(await cluster.ServiceAsync());
            await cluster.TellingAsync(async stop =>
            {
                await writer.StartAsync();
                await cluster.CompleteAsync(B);
                await SignalAsync(Data, A, "KILL");
                await cluster.PrimaryIsAsync(B);
                await cluster.CommandAsync(A, KnownResourceCommands.StopCommand);
                await writer.AcknowledgesAsync(100, stop);
            });
            await SignalAsync(Data, B, "KILL");
            await writer.StopAsync();
            acknowledged = [.. writer.Acknowledged];
        }

        await using var next = await StartAsync(Data);
        await next.TellingAsync(async _ =>
        {
            await next.PrimaryIsAsync(B);
            await next.CompleteAsync(A);
            await using var connection = await next.OpenAsync(B);
            var found = await connection.AskAsync<int[]>("select array_agg(number) from written");
            Assert.Empty(acknowledged.Except(found));
        });
    }

    [LinuxFact]
    public async Task A_primary_that_cannot_start_is_replaced_by_a_replica_that_has_every_commit()
    {
        await using (var cluster = await StartAsync(Data))
        {
            await cluster.TellingAsync(_ => cluster.CompleteAsync(B));
            await using var primary = await cluster.OpenAsync(A);
            await primary.RunAsync("create table written as select 1 as number");
        }

        foreach (var log in Directory.EnumerateFiles(Path.Combine(Data, A, "data", "pg_wal"))) File.Delete(log);

        await using var next = await StartAsync(Data);
        await next.TellingAsync(async _ =>
        {
            await next.PrimaryIsAsync(B);
            await next.CompleteAsync(A);
            await using var primary = await next.OpenAsync(B);
            Assert.Equal(1, await primary.AskAsync<long>("select count(*) from written"));
        });
    }

    [LinuxFact]
    public async Task Data_of_former_names_is_adopted()
    {
        await using (var cluster = await StartAsync(Data))
        {
            await using var primary = await cluster.OpenAsync(A);
            await primary.RunAsync("create table kept (number int)");
        }

        Directory.Move(Path.Combine(Data, A), Path.Combine(Data, "postgres-0"));
        Directory.Move(Path.Combine(Data, B), Path.Combine(Data, "postgres-0-replica"));
        File.Delete(Path.Combine(Data, "postgres-0.roles.json"));

        await using var next = await StartAsync(Data);
        await next.TellingAsync(async _ =>
        {
            await next.CompleteAsync(B);
            await using var primary = await next.OpenAsync(A);
            Assert.Equal(0, await primary.AskAsync<long>("select count(*) from kept"));
        });
    }

    public void Dispose() => _folder.Dispose();
}
