using System.CommandLine;

namespace Conduit.Lab.Map;

/// <summary><c>lab map</c>: serves the system map. The AppHost starts it, because it needs the AppHost's model and key.</summary>
internal static class MapCommand
{
    public static Command Create()
    {
        var command = new Command("map", "Serve the system map; the AppHost starts it as the resource lab");
        command.SetAction((_, cancellationToken) => MapServer.RunAsync(cancellationToken));
        return command;
    }
}
