using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Conduit.Lab.Map.Lessons.Catalog;
using Conduit.Lab.Map.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map.Lessons;

/// <summary>The pages of lessons, and their runs as server-sent events, for the page and for <c>lab run</c>.</summary>
internal static class LessonPagesExtensions
{
    /// <summary>The shortest and the longest time that a phase may be measured.</summary>
    public const double MinSeconds = 1;
    public const double MaxSeconds = 60;

    public static void AddLessons(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ILessonSystem, LessonSystem>().AddSingleton<LessonRunner>().AddSingleton<LessonRuns>();

    public static void MapLessons(this WebApplication app)
    {
        app.MapGet("/lessons", () => new RazorComponentResult<LessonsPage>());
        app.MapGet("/lessons/{name}", Page);
        app.MapPost("/lessons/{name}/runs", Run).DisableHttpMetrics();
        app.MapPost("/lessons/stop", (LessonRuns runs) => runs.StopAsync());
    }

    private static Results<RazorComponentResult<LessonPage>, MapError> Page(string name) =>
        LessonCatalog.Find(name) is not null ? new RazorComponentResult<LessonPage>(new { Name = name }) : Unknown(name);

    private static Results<ServerSentEventsResult<LessonProgress>, MapError> Run(
        string name, string? seconds, LessonRuns runs, HttpContext context, IHostApplicationLifetime server)
    {
        if (LessonCatalog.Find(name) is not { } lesson) return Unknown(name);
        var length = LessonRunner.DefaultSeconds;
        if (seconds is not null
            && !(double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out length) && IsAllowed(length)))
            return new MapError(StatusCodes.Status400BadRequest, "seconds", $"must be a number from {MinSeconds} to {MaxSeconds}");

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(EventsAsync(runs, lesson, length, context.RequestAborted, server.ApplicationStopping));
    }

    private static bool IsAllowed(double seconds) => seconds is >= MinSeconds and <= MaxSeconds;

    private static MapError Unknown(string name) =>
        new(StatusCodes.Status404NotFound, "lesson", $"{name} is none of the lessons");

    private static async IAsyncEnumerable<SseItem<LessonProgress>> EventsAsync(
        LessonRuns runs,
        Lesson lesson,
        double seconds,
        CancellationToken requestAborted,
        CancellationToken applicationStopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The page that is closed ends its run, and the run puts back what it has changed.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, applicationStopping, cancellationToken);
        await foreach (var progress in runs.RunAsync(lesson, seconds, end.Token)) yield return new(progress);
    }
}
