using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Switches;

namespace Conduit.Lab.Map;

/// <summary>Switches and load, for the page's forms and for scripts.</summary>
internal static class MapControlsExtensions
{
    public static void MapControls(this WebApplication app)
    {
        app.MapGet("/switches", (SwitchClient switches, CancellationToken cancellationToken) => switches.GetAsync(cancellationToken));
        app.MapPost("/switches/{name}", SetAsync);
        app.MapGet("/load", Describe);
        app.MapPost("/load", StartAsync);
        app.MapPost("/load/stop", StopAsync);
    }

    private static async Task<IResult> SetAsync(
        string name, SwitchClient switches, LessonRunner lessons, HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await ReadAsync(request, cancellationToken);
        if (lessons.Current is { } lesson) return MapError.During(lesson);
        var value = form["value"].ToString();
        var isLeased = form["leased"] == "true";
        return await switches.SetAsync(name, value, isLeased, cancellationToken) is { } reason
            ? Refuse("switch", reason)
            : MapReply.Done(request, $"{name}: {value}", "/#switches");
    }

    private static object Describe(LoadService load) => new
    {
        load.Current,
        load.Preparing,
        load.Problem,
        load.Latest,
        load.CounterExample,
    };

    private static async Task<IResult> StartAsync(
        LoadService load, LessonRunner lessons, HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await ReadAsync(request, cancellationToken);
        if (lessons.Current is { } lesson) return MapError.During(lesson);
        var (options, problem) = LoadOptions.Read(field => form[field]);
        problem ??= await load.StartAsync(options!, cancellationToken);
        return problem is null ? MapReply.Done(request, $"load: {options!.Description}", "/#load") : Refuse("load", problem);
    }

    private static async Task<IResult> StopAsync(LoadService load, LessonRunner lessons, HttpRequest request)
    {
        if (lessons.Current is { } lesson) return MapError.During(lesson);
        await load.StopAsync();
        return MapReply.Done(request, "the load has ended", "/#load");
    }

    private static async Task<IFormCollection> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : FormCollection.Empty;
        }
        // It ends too early, or has an encoding that is not allowed.
        catch (Exception fault) when (fault is IOException and not BadHttpRequestException or NotSupportedException)
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    }

    private static MapError Refuse(string subject, string reason) => new(StatusCodes.Status409Conflict, subject, reason);
}
