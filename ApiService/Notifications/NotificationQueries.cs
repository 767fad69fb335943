using Conduit.Data.Articles;
using Conduit.Data.Shards;
using Microsoft.EntityFrameworkCore;

namespace Conduit.ApiService.Notifications;

/// <summary>What one shard is asked about notifications. Each call disposes of the context it is given.</summary>
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

    private static readonly Func<ShardContext, long[], IAsyncEnumerable<Profile>> Profiles = EF.CompileAsyncQuery(
        (ShardContext shard, long[] ids) => shard.Profiles.TagWith("profiles by id").AsNoTracking().Where(profile => ids.Contains(profile.UserId)));

    public static async Task<List<NotificationRow>> FindNotificationsAsync(this ShardContext shard, long user, int offset, int limit, CancellationToken cancel)
    {
        await using (shard)
        {
            var rows = new List<NotificationRow>();
            await foreach (var row in Newest(shard, user, offset, limit).WithCancellation(cancel)) rows.Add(row);
            return rows;
        }
    }

    public static async Task<List<Profile>> FindProfilesAsync(this ShardContext shard, long[] ids, CancellationToken cancel)
    {
        await using (shard)
        {
            var rows = new List<Profile>();
            await foreach (var row in Profiles(shard, ids).WithCancellation(cancel)) rows.Add(row);
            return rows;
        }
    }
}

internal sealed record NotificationRow(long Id, string Kind, long ActorId, bool Read, long ArticleId, string Title);
