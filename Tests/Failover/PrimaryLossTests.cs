using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

public sealed class PrimaryLossTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Data => _folder["data"];

    [LinuxFact]
    public async Task A_killed_primary_is_replaced_without_loss_and_comes_back_as_replica_twice_in_a_row()
    {
        await using var cluster = await ClusterApplication.StartAsync(Data);
        await using var writer = new Writer(await cluster.ServiceAsync());
        await cluster.TellingAsync(async stop =>
        {
            await writer.StartAsync();
            foreach (var (former, next) in new[] { (ClusterApplication.A, ClusterApplication.B), (ClusterApplication.B, ClusterApplication.A) })
            {
                await cluster.CompleteAsync(next);
                await writer.AcknowledgesAsync(100, stop);
                await ClusterApplication.SignalAsync(Data, former, "KILL");
                await cluster.PrimaryIsAsync(next);
                await writer.AcknowledgesAsync(100, stop);
                await cluster.CompleteAsync(former);
            }

            await writer.StopAsync();
            Assert.Empty(await writer.LostAsync());
            Assert.Empty(writer.FailedReads);
            Console.WriteLine($"longest outage {writer.LongestOutage}");
        });
    }

    public void Dispose() => _folder.Dispose();
}
