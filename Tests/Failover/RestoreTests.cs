using System.Diagnostics;
using Conduit.Tests.Application;
using Conduit.Tests.Hosting;
using static Conduit.Tests.Failover.ClusterApplication;

namespace Conduit.Tests.Failover;

/// <summary>The restore drill: a copy of a running shard and its log, and a new shard from them as it was before a mistake.</summary>
public sealed class RestoreTests : IDisposable
{
    private const string Received = """
        select coalesce(bool_or(flush_lsn >= pg_current_wal_lsn()), false) from pg_stat_replication
        where application_name = 'pg_receivewal'
        """;

    private readonly TestFolder _folder = new();

    [PostgresProgramsFact]
    public async Task A_shard_is_restored_to_the_moment_before_a_mistake_across_a_failover()
    {
        string moment = null!;
        // Under root, the servers and the script run as nobody.
        foreach (var name in new[] { "backup", "restored" }) TestFolder.Allow(Directory.CreateDirectory(_folder[name]).FullName, "777");
        await using (var cluster = await StartAsync(_folder["data"]))
        {
            await cluster.TellingAsync(async stop =>
            {
                await using (var primary = await cluster.OpenAsync(A))
                    await primary.RunAsync("create table written as select 1 as number");
                using var backup = Run("take", await cluster.ReplicationAsync(), _folder["backup"]);
                await Eventually.TrueAsync(
                    () => Task.FromResult(Directory.EnumerateFiles(_folder["backup"], "complete", SearchOption.AllDirectories).Any()),
                    "the copy is complete");
                await cluster.CompleteAsync(B);
                await using (var primary = await cluster.OpenAsync(A)) await primary.RunAsync("insert into written values (2)");
                await SignalAsync(_folder["data"], A, "KILL");
                await cluster.PrimaryIsAsync(B);

                await using (var primary = await cluster.OpenAsync(B))
                {
                    await primary.RunAsync("insert into written values (3)");
                    moment = await primary.AskAsync<string>("select clock_timestamp()::text");
                    await primary.RunAsync("drop table written");
                    await Eventually.TrueAsync(() => primary.AskAsync<bool>(Received), "the log is received");
                }

                using var kill = Process.Start("kill", [$"{backup.Id}"]);
                await backup.WaitForExitAsync(stop);
                Assert.Equal(0, backup.ExitCode);
            });
        }

        using var restore = Run("restore", _folder["backup"], Path.Combine(_folder["restored"], A, "data"), moment);
        var errors = await restore.StandardError.ReadToEndAsync();
        await restore.WaitForExitAsync();
        Assert.True(restore.ExitCode == 0, errors);

        await using var restored = await StartAsync(_folder["restored"]);
        await restored.TellingAsync(async _ =>
        {
            await restored.CompleteAsync(B);
            await using var primary = await restored.OpenAsync(A);
            var found = await primary.AskAsync<int[]>("select array_agg(number order by number) from written");
            Assert.Equal([1, 2, 3], found);
        });
    }

    public void Dispose() => _folder.Dispose();

    private static Process Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "deploy", "postgres", "backup.sh"), arguments)
        {
            RedirectStandardError = arguments[0] == "restore",
        };
        start.Environment["PG_BIN"] = LocalPostgres.Binaries;
        start.Environment["PGPASSWORD"] = Password;
        return Process.Start(start)!;
    }
}
