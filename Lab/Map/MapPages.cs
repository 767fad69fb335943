using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Conduit.Lab.Map.Figures;
using Conduit.Lab.Map.History;
using Conduit.Lab.Map.Model;
using Conduit.Lab.Map.Operation;
using Conduit.Lab.Map.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Map;

/// <summary>The page, the part of it that shows a chosen server, and the figures as server-sent events.</summary>
internal static class MapPagesExtensions
{
    private static readonly TimeSpan RefreshLimit = TimeSpan.FromSeconds(1);

    public static void MapPages(this WebApplication app)
    {
        app.MapGet("/", PageAsync);
        app.MapGet("/parts/{name}", Panel);
        app.MapGet("/history", (FigureHistory history) => TypedResults.Ok(history.Samples));
        app.MapGet("/actions", (ActionLog actions) => TypedResults.Ok(actions.Latest.Select(FigureWriter.Describe)));
        app.MapGet("/events", Stream).DisableHttpMetrics();
    }

    private static async Task<RazorComponentResult<MapPage>> PageAsync(string? part, FigureFeed feed, HttpContext context)
    {
        await feed.RefreshAsync(RefreshLimit, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-cache";
        return new(new { Selected = part, Port = context.Connection.LocalPort });
    }

    private static Results<RazorComponentResult<PartPanel>, NotFound> Panel(string name, SystemModel model, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return model.Find(name) is { } part ? new RazorComponentResult<PartPanel>(new { Part = part }) : TypedResults.NotFound();
    }

    private static ServerSentEventsResult<MapFigures> Stream(HttpContext context, FigureFeed feed, IHostApplicationLifetime server)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(EventsAsync(feed, context.RequestAborted, server.ApplicationStopping));
    }

    private static async IAsyncEnumerable<SseItem<MapFigures>> EventsAsync(
        FigureFeed feed,
        CancellationToken requestAborted,
        CancellationToken applicationStopping,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, applicationStopping, cancellationToken);
        await using var figures = feed.ListenAsync(end.Token).GetAsyncEnumerator(end.Token);
        while (await MoveNextAsync(figures)) yield return new(figures.Current);
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<MapFigures> figures)
    {
        try
        {
            return await figures.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
