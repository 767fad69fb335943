using Conduit.ApiService.Articles;
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
    private static readonly string OnSql = $"""
        -- favourite on
        with article as (
            select id from articles where id = $2 for key share
        ), switched as (
            insert into favorites (article_id, user_id, is_on, version) select id, $1, true, 1 from article
            on conflict (article_id, user_id) do update set is_on = true, version = favorites.version + 1 where not favorites.is_on
            returning version
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.FavoriteNoted,
                "$3",
                "jsonb_build_object('articleId', $2, 'userId', $1, 'version', version)",
                "from switched")}
        ), keyed as (
            {RequestKey.Remember("id", "from article", first: 4)}
        )
        select id from article
        """;

    private const string OffSql = """
        -- favourite off
        with article as (
            select id from articles where id = $2 for key share
        ), switched as (
            update favorites set is_on = false, version = version + 1 from article
            where article_id = article.id and user_id = $1 and is_on
        )
        select id from article
        """;

    /// <summary>Switches, and reads the article in the same round trip; null when there is no such article.</summary>
    public static Write<ArticleRow?> SwitchOn(long article, long user, RequestKey? key) =>
        Switch(() => new NpgsqlBatchCommand(OnSql).With(user).With(article).WithTrace().With(key), article, user);

    /// <inheritdoc cref="SwitchOn"/>
    public static Write<ArticleRow?> SwitchOff(long article, long user) =>
        Switch(() => new NpgsqlBatchCommand(OffSql).With(user).With(article), article, user);

    private static Write<ArticleRow?> Switch(Func<NpgsqlBatchCommand> command, long article, long user) => new Query<ArticleRow?>(
        () => [command(), ArticleQueries.ByIdCommand(article, user)],
        async (reader, cancellationToken) =>
        {
            await reader.NextResultAsync(cancellationToken);
            return await reader.RowAsync(ArticleRow.Read, cancellationToken);
        }).Invalidating(Tags.Article(article), Tags.Favorites(user));
}
