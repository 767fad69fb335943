using Conduit.ApiService.Auth;
using Conduit.Data.Idempotency;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>Writes of articles, on their author's shard. Triggers update the counters.</summary>
internal static class ArticleWrites
{
    // The author's profile may not have been copied to the shard yet, and the article refers to it.
    private static readonly string PublishSql = $"""
        -- article published
        with made as (
            select new_id($2) as id
        ), author as (
            insert into profiles (user_id, username, bio, image, version) values ($1, $3, $4, $5, $6) on conflict (user_id) do nothing
        ), published as (
            insert into articles (id, author_id, title, description, body, tag_list, updated_at)
            select id, $1, $7, $8, $9, $10, id_time(id) from made
            returning id, updated_at
        ), counted as (
            insert into article_counters (article_id, favorites) select id, 0 from published
        ), tagged as (
            insert into article_tags (tag, article_id) select tag, id from published, unnest($10) tag
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.ArticlePublished, "$14", "jsonb_build_object('articleId', id, 'authorId', $1)", "from published", JobLane.Bulk)}
        ), keyed as (
            {RequestKey.Remember("id", "from published", first: 11)}
        )
        select id, updated_at from published
        """;

    // A statement sees what was committed when it began. What commits while it waits for the lock is visible only to the next statement,
    // so the lock is a statement of its own.
    private const string LockSql = "-- article locked\nselect id from articles where id = $1 for update";

    private const string UpdateSql = """
        -- article updated
        with found as (
            select id, author_id, tag_list from articles where id = $2
        ), updated as (
            update articles article set
                title = coalesce($3, article.title), description = coalesce($4, article.description), body = coalesce($5, article.body),
                tag_list = coalesce($6, article.tag_list),
                updated_at = greatest(date_trunc('milliseconds', clock_timestamp()), article.updated_at + interval '1 millisecond')
            from found where article.id = found.id and found.author_id = $1
            returning article.id
        ), untagged as (
            delete from article_tags using updated where article_id = updated.id and $6 is not null and tag <> all ($6)
        ), tagged as (
            insert into article_tags (tag, article_id)
            select tag, updated.id from updated, unnest($6) tag
            where tag <> all ((select tag_list from found)::text[])
            on conflict do nothing
        )
        select author_id from found
        """;

    private static readonly string DeleteSql = $"""
        -- article deleted
        with found as (
            select id, author_id from articles where id = $2
        ), deleted as (
            delete from articles using found where articles.id = found.id and found.author_id = $1
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.ArticleRemoved,
                "$3",
                "jsonb_build_object('articleId', id, 'authorId', author_id)",
                "from found where author_id = $1",
                JobLane.Bulk)}
        )
        select author_id from found
        """;

    public static Write<ArticleRow?> Publish(Caller author, NewArticle article, string[] tags, RequestKey? key) => Query.Row(
        () => new NpgsqlBatchCommand(PublishSql)
            .With(author.Id)
            .With(ConduitId.LogicalShard(author.Id))
            .With(author.Username)
            .WithText(author.Bio)
            .WithText(author.Image)
            .With(author.ProfileVersion)
            .With(article.Title!)
            .With(article.Description!)
            .With(article.Body!)
            .With(tags)
            .With(key)
            .WithTrace(),
        row => new ArticleRow(
            row.GetInt64(0),
            article.Title!,
            article.Description!,
            article.Body,
            tags,
            row.GetDateTime(1),
            FavoritesCount: 0,
            Favorited: false,
            author.Id,
            author.Username,
            author.Bio,
            author.Image,
            Following: false))
        .Invalidating([Tags.Articles, Tags.Author(author.Id), .. OfTags(tags)]);

    /// <summary>Changes the fields that are not null, if the article is the author's.</summary>
    public static Write<ArticleChange> Update(long id, long author, UpdateArticle article, string[]? tags) => ArticleChange.Query(
        id,
        author,
        () => [
            new NpgsqlBatchCommand(LockSql).With(id),
            new NpgsqlBatchCommand(UpdateSql)
                .With(author)
                .With(id)
                .WithText(article.Title)
                .WithText(article.Description)
                .WithText(article.Body)
                .WithTexts(tags)])
        .Invalidating([Tags.Article(id), .. tags is null ? [] : OfTags(tags).Append(Tags.Removals)]);

    public static Write<ArticleChange> Delete(long id, long author) => ArticleChange.Query(
        id,
        author,
        () => [new NpgsqlBatchCommand(LockSql).With(id), new NpgsqlBatchCommand(DeleteSql).With(author).With(id).WithTrace()])
        .Invalidating(Tags.Article(id), Tags.Author(author), Tags.Removals);

    private static IEnumerable<string> OfTags(string[] tags) => tags.Length == 0 ? [] : tags.Select(Tags.Tag).Append(Tags.Popular);
}

/// <summary>The result of a change to an article.</summary>
/// <param name="Author">The article's author; null when there is no such article.</param>
/// <param name="Article">The article after the change.</param>
internal sealed record ArticleChange(long? Author, ArticleRow? Article)
{
    /// <summary>Changes an article, and reads it in the same round trip as its author sees it.</summary>
    /// <param name="id">The article.</param>
    /// <param name="author">The caller.</param>
    /// <param name="change">The statement that locks the article, and the one that changes it and returns its author.</param>
    public static Query<ArticleChange> Query(long id, long author, Func<NpgsqlBatchCommand[]> change) => new(
        () => [.. change(), ArticleQueries.ByIdCommand(id, author)],
        async (reader, cancellationToken) =>
        {
            await reader.NextResultAsync(cancellationToken);
            long? owner = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : null;
            await reader.NextResultAsync(cancellationToken);
            return new ArticleChange(owner, await reader.RowAsync(ArticleRow.Read, cancellationToken));
        });
}
