using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Users;
using Conduit.Data.Articles;
using Conduit.Data.Ids;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Notifications;

internal static class NotificationEndpoints
{
    public static void MapNotifications(this RouteGroupBuilder api) =>
        api.MapGet("/notifications", ListAsync).WithTags("Notifications").WithSummary("What others did to the caller's articles, newest first").RequireAuthorization();

    private static async Task<Results<Ok<NotificationsResponse>, Error>> ListAsync([AsParameters] PageQuery query, Caller caller, Shards shards, CancellationToken cancel)
    {
        var check = new Validation();
        var page = query.Read(check);
        if (check.Error is { } error) return error;

        var rows = await shards.Of(caller.Id).Read().FindNotificationsAsync(caller.Id, page.Offset, page.Limit, cancel);
        // The actors live on any shard, so they are asked for by shard, all at once.
        var actors = (await shards.FromOwnersAsync(rows.Select(row => row.ActorId).Distinct(), (shard, ids) => shard.Read().FindProfilesAsync(ids, cancel)))
            .ToDictionary(profile => profile.UserId);
        return TypedResults.Ok(new NotificationsResponse(rows.Where(row => actors.ContainsKey(row.ActorId)).Select(row => ToBody(row, actors[row.ActorId]))));
    }

    private static NotificationBody ToBody(NotificationRow row, Profile actor) => new(
        row.Id,
        row.Kind,
        ConduitId.Time(row.Id),
        row.Read,
        new ProfileBody(actor.Username, actor.Bio, actor.Image, Following: false),
        new NotifiedArticle(Slug.Of(row.Title, row.ArticleId), row.Title));
}
