using Conduit.ApiService.Articles;
using Conduit.Data;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Favorites;

/// <summary>
/// Switches a favourite on or off, on the article's shard, and enqueues the job that notifies the author; a trigger updates the counters.
/// The article is locked against deletion first, so that a favourite and a deletion cannot deadlock.
/// </summary>
internal static class FavoriteWrites
{
    private static readonly NamedSql OnSql = new($"""
        -- favourite on
        with article as (
            select id from articles where id = @article for key share
        ), switched as (
            insert into favorites (article_id, user_id, is_on, version) select id, @user, true, 1 from article
            on conflict (article_id, user_id) do update set is_on = true, version = favorites.version + 1 where not favorites.is_on
            returning version
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.FavoriteAdded,
                "jsonb_build_object('articleId', @article, 'userId', @user, 'version', version)",
                "from switched")}
        ), keyed as (
            {IdempotencyKey.Insert("id", "from article")}
        )
        select id from article
        """);

    private static readonly NamedSql OffSql = new("""
        -- favourite off
        with article as (
            select id from articles where id = @article for key share
        ), switched as (
            update favorites set is_on = false, version = version + 1 from article
            where article_id = article.id and user_id = @user and is_on
        )
        select id from article
        """);

    /// <summary>Switches, and reads the article in the same round trip; null when there is no such article.</summary>
    public static Write<ArticleRow?> SwitchOn(long article, long user, IdempotencyKey? key) =>
        Switch(() => OnSql.With("user", user).With("article", article).WithTrace().With(key), article, user)
            .StoringKey(key)
            .NotifyingWorkers();

    /// <inheritdoc cref="SwitchOn"/>
    public static Write<ArticleRow?> SwitchOff(long article, long user) =>
        Switch(() => OffSql.With("user", user).With("article", article), article, user);

    private static Write<ArticleRow?> Switch(Func<NpgsqlBatchCommand> command, long article, long user) => new Query<ArticleRow?>(
        () => [command(), ArticleQueries.ByIdCommand(article, user)],
        async (reader, cancellationToken) =>
        {
            await reader.NextResultAsync(cancellationToken);
            return await reader.RowAsync(ArticleRow.Read, cancellationToken);
        }).Invalidating(CacheTags.Article(article), CacheTags.Favorites(user));
}
