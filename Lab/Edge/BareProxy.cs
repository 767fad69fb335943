using System.CommandLine;
using Conduit.Lab.Load;
using Yarp.ReverseProxy.Configuration;

namespace Conduit.Lab.Edge;

/// <summary>
/// <c>lab bare-proxy</c>: YARP in front of one server, without other middleware. <c>lab edge</c> compares with it; it ends when its input
/// ends.
/// </summary>
internal static class BareProxy
{
    private static readonly Argument<string> Server = new("server") { Description = "The server" };

    public static Command Create()
    {
        var command = new Command("bare-proxy", "The proxy that `lab edge` compares with") { Server };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(Server)));
        return command;
    }

    private static Task<int> RunAsync(string server) => BareServer.RunAsync(
        app => app.MapReverseProxy(),
        services => services.AddRouting().AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "all", Match = new() { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "all", Destinations = DestinationsOf(server) }]));

    private static Dictionary<string, DestinationConfig> DestinationsOf(string server) => new() { ["one"] = new() { Address = server } };
}
