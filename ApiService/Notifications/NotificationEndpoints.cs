using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Profiles;
using Conduit.Data;
using Conduit.Data.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Notifications;

internal static class NotificationEndpoints
{
    public static void MapNotifications(this RouteGroupBuilder api) =>
        api.MapGet("/notifications", ListAsync).WithTags("Notifications").WithName("GetNotifications").WithSummary("What others did to the caller's articles, newest first").RequireAuthorization().MayBePartial().Fails(401, 422);

    private static async Task<Results<Ok<NotificationsResponse>, Error>> ListAsync([AsParameters] PageQuery query, Caller caller, HttpContext http, Databases databases, CancellationToken cancel)
    {
        var check = new Validation();
        var page = query.Read(check);
        if (check.Error is { } error) return error;

        var rows = await databases.Shards.Of(caller.Id).FindNotificationsAsync(caller.Id, page, cancel);
        // The actors live on any shard.
        var (actors, missing) = await databases.FindProfilesAsync(rows.Select(row => row.ActorId), caller.Id, cancel);
        http.TellMissing(missing);
        return TypedResults.Ok(new NotificationsResponse(rows.Select(row => ToBody(row, actors[row.ActorId]))));
    }

    private static NotificationBody ToBody(NotificationRow row, ProfileBody actor) => new(
        row.Id,
        row.Kind,
        ConduitId.Time(row.Id),
        row.Read,
        actor,
        new NotifiedArticle(Slug.Of(row.Title, row.ArticleId), row.Title));
}
