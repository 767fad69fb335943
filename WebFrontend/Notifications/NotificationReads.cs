using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Notifications;

/// <summary>
/// Taking note of notifications. Apart from their page, which has the form only while there is something unread: it may be sent twice.
/// </summary>
internal static class NotificationReads
{
    public const string Path = "/notifications/read";

    public static void MapNotifications(this WebApplication app) => app.MapPost(Path, ReadAsync).RequireAuthorization().RequireForm();

    private static Task<Results<RedirectHttpResult, NotFound>> ReadAsync([FromForm] long upTo, ConduitApi api) => api.ReadNotificationsAsync(upTo).BackToAsync("/notifications");
}
