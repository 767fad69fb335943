using Conduit.ApiService.Contract;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.ApiService.Notifications;

/// <summary>What one shard is asked about notifications.</summary>
internal static class NotificationQueries
{
    private static readonly Func<ShardContext, long, int, int, IAsyncEnumerable<NotificationRow>> Newest = EF.CompileAsyncQuery(
        (ShardContext shard, long user, int offset, int limit) => shard.Notifications
            .TagWith("newest notifications")
            .Where(notification => notification.UserId == user)
            .OrderByDescending(notification => notification.Id)
            .Skip(offset)
            .Take(limit)
            .Select(notification => new NotificationRow(
                notification.Id, notification.Kind, notification.ActorId, notification.ReadAt != null, notification.ArticleId, notification.Article!.Title)));

    public static async Task<List<NotificationRow>> FindNotificationsAsync(this Shard shard, long user, Page page, CancellationToken cancel)
    {
        await using var context = await shard.ReadContextAsync();
        var rows = new List<NotificationRow>();
        await foreach (var row in Newest(context, user, page.Offset, page.Limit).WithCancellation(cancel)) rows.Add(row);
        return rows;
    }
}

internal sealed record NotificationRow(long Id, string Kind, long ActorId, bool Read, long ArticleId, string Title);
