using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Profiles;
using Conduit.Data;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Notifications;

internal static class NotificationEndpoints
{
    public static void MapNotifications(this RouteGroupBuilder api)
    {
        var notifications = api.MapGroup("/notifications")
            .WithTags("Notifications")
            .RequireAuthorization()
            .ProducesErrors(401);
        notifications.MapGet("", ListAsync)
            .WithName("GetNotifications")
            .WithSummary("List the notifications of the user, newest first")
            .MayBePartial()
            .ProducesErrors(422);
        notifications.MapPost("/read", ReadAsync)
            .WithName("ReadNotifications")
            .WithSummary("Mark notifications as read")
            .ProducesErrors(422);
        notifications.MapGet("/stream", StreamAsync)
            .WithName("StreamNotifications")
            .WithSummary("Stream the number of unread notifications, now and after each change, as server-sent events")
            .WithMetadata(new Streamed());
    }

    private static async Task<Ok<NotificationsResponse>> ListAsync(
        [AsParameters] PageQuery query, Caller caller, HttpContext http, Databases databases, CancellationToken cancellationToken)
    {
        var (rows, unread) =
            await databases.Shards.Of(caller.Id).ReadAsync(NotificationQueries.Newest(caller.Id, query.Page), cancellationToken);
        // The actors' profiles are on any shard.
        var (actors, missing) = await databases.FindProfilesAsync(rows.SelectMany(row => row.Actors), caller.Id, cancellationToken);
        http.SetMissingShards(missing);
        return TypedResults.Ok(new NotificationsResponse(rows.Select(row => ToBody(row, actors)), unread));
    }

    private static async Task<Results<Ok<UnreadResponse>, Error>> ReadAsync(
        [Integer(Description = "The newest notification to mark as read; newer ones stay unread. Without it, all are marked.", Minimum = 0)]
        string? upTo,
        Caller caller,
        Databases databases,
        CancellationToken cancellationToken)
    {
        var newest = long.MaxValue;
        if (upTo is not null && !long.TryParse(upTo, out newest)) return Error.Invalid("upTo", "must be the id of a notification");
        var shard = databases.Shards.Of(caller.Id);
        var left = await shard.WriteAsync(NotificationQueries.Read(caller.Id, newest));
        // The user's other open pages update their counts.
        await NotificationNotifier.NotifyAsync(shard.Database, caller.Id, cancellationToken);
        return TypedResults.Ok(new UnreadResponse(left));
    }

    private static Results<ServerSentEventsResult<UnreadResponse>, Error> StreamAsync(
        Caller caller, HttpContext http, UnreadCounts counts, CancellationToken cancellationToken)
    {
        if (counts.TrySubscribe(caller.Id) is not { } subscription) return Error.TooManyRequests;
        http.Response.OnCompleted(() =>
        {
            subscription.Dispose();
            return Task.CompletedTask;
        });
        // nginx and other proxies would buffer the events without this header.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(counts.ReadCountsAsync(subscription, caller, cancellationToken), "unread");
    }

    private static NotificationBody ToBody(NotificationRow row, Dictionary<long, ProfileBody> actors) => new(
        row.Id,
        row.Kind,
        ConduitId.Time(row.Id),
        row.IsRead,
        actors[row.Actors[0]],
        row.Actors.Select(actor => actors[actor]),
        row.ActorsCount,
        row.ArticleId is { } article ? new NotifiedArticle(Slug.Of(row.Title!, article), row.Title!) : null);
}
