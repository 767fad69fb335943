using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;

namespace Conduit.Lab.Map;

/// <summary><c>POST /parts/{name}/{command}</c>: executes a command of a server, for the page and for scripts.</summary>
internal static class MapCommandsExtensions
{
    public static void MapCommands(this WebApplication app) => app.MapPost("/parts/{name}/{command}", ExecuteAsync);

    private static async Task<IResult> ExecuteAsync(
        string name,
        string command,
        SystemModel model,
        OperatorClient appHost,
        LessonRunner lessons,
        ActionLog actions,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (model.Find(name) is null) return new MapError(StatusCodes.Status404NotFound, "server", $"{name} is not on the map");
        if (PartCommand.Find(command) is not { } known)
        {
            var names = string.Join(", ", PartCommand.All.Select(one => one.Name));
            return new MapError(StatusCodes.Status404NotFound, "command", $"{command} is none of {names}");
        }

        if (lessons.Current is { } lesson) return MapError.During(lesson);
        if (await appHost.ExecuteAsync(name, command, cancellationToken) is { } failure)
            return new MapError((int)failure.Status, "command", failure.Reason);

        actions.Add($"{name}: {known.Done}");
        return MapReply.Done(request, $"{name}: {known.Done}", $"/?part={Uri.EscapeDataString(name)}");
    }
}
