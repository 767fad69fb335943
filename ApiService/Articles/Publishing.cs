using Conduit.ApiService.Auth;
using Conduit.ApiService.Users;
using Conduit.Data.Articles;
using Conduit.Data.Ids;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

/// <summary>Writes a new article to its author's shard.</summary>
internal static class Publishing
{
    public static async Task<ArticleRow> PublishAsync(this Shard shard, Caller author, string title, string description, string body, string[] tags, CancellationToken cancel)
    {
        var newId = shard.NewIdAsync(ConduitId.LogicalShard(author.Id), cancel);
        var found = shard.Write().FindProfileAsync(author.Id);
        await Task.WhenAll(newId, found);
        var id = await newId;
        var profile = await found;
        // The worker has not yet come to make sure of it; the article needs it now.
        if (profile is null) await ProfileRows.EnsureAsync(shard, author.Id, author.Account.Username, author.Account.ProfileVersion, cancel);

        await using var context = shard.Write();
        var article = new Article
        {
            Id = id,
            AuthorId = author.Id,
            Title = title,
            Description = description,
            Body = body,
            TagList = tags,
            UpdatedAt = ConduitId.Time(id),
            Counters = new ArticleCounters(),
            Tags = [.. tags.Select(tag => new ArticleTag { Tag = tag })],
        };
        context.Articles.Add(article);
        await context.SaveChangesAsync(cancel);

        return new ArticleRow
        {
            Id = id,
            Title = title,
            Description = description,
            Body = body,
            TagList = tags,
            UpdatedAt = article.UpdatedAt,
            FavoritesCount = 0,
            Favorited = false,
            Username = profile?.Username ?? author.Account.Username,
            Bio = profile?.Bio,
            Image = profile?.Image,
        };
    }
}
