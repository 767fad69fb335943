using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Dashboard;

[Collection(ApplicationWithDashboard.Name)]
public sealed class LoopbackTests(DashboardApplication application)
{
    [LinuxFact]
    public void Every_process_listens_on_loopback_only()
    {
        var listened = Sockets.ListenedOnBy(Processes.With(application.Mark).Select(process => process.Id));

        Assert.True(listened.Count >= ExpectedResources.Servers.Length, $"{listened.Count} sockets were found");
        Assert.All(listened, address => Assert.True(IPAddress.IsLoopback(address.Address), $"{address}"));
    }
}
