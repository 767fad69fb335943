using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Forms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Notifications;

/// <summary>
/// Marks notifications as read. This is an endpoint and not a form of the page, which shows the form only while there are unread ones: a
/// form that is sent twice must not fail.
/// </summary>
internal static class NotificationReads
{
    public const string Path = "/notifications/read";

    public static void MapNotifications(this WebApplication app) => app.MapPost(Path, ReadAsync).RequireAuthorization().RequireForm();

    private static Task<Results<RedirectHttpResult, NotFound>> ReadAsync([FromForm] long upTo, ConduitApi api) =>
        api.ReadNotificationsAsync(upTo).BackToAsync("/notifications");
}
