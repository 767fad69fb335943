using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.Edge;

/// <summary>Starts and stops the servers behind an application's edge, as the dashboard does.</summary>
internal static class EdgeServers
{
    /// <summary>The edge's table of servers.</summary>
    public static async Task<string> ServersAsync(this ConduitApplication application)
    {
        var shown = await application.App.ResourceCommands.ExecuteCommandAsync("edge", "show-servers");
        Assert.True(shown.Success, shown.Message);
        return shown.Data!.Value;
    }

    /// <summary>Starts a server and waits until it is healthy.</summary>
    public static async Task StartServerAsync(this ConduitApplication application, string server, CancellationToken cancellationToken)
    {
        await application.CommandAsync(server, KnownResourceCommands.StartCommand);
        await application.HealthyAsync(server, cancellationToken);
        await Eventually.TrueAsync(
            async () => Regex.IsMatch(await application.ServersAsync(), $@"\| {server} \| \S+ \| healthy \|"),
            $"{server} is healthy");
    }

    public static async Task StopServerAsync(this ConduitApplication application, string server, CancellationToken cancellationToken)
    {
        await application.CommandAsync(server, KnownResourceCommands.StopCommand);
        await application.App.ResourceNotifications.WaitForResourceAsync(server, KnownResourceStates.TerminalStates, cancellationToken);
    }
}
