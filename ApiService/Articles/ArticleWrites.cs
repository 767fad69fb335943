using Conduit.ApiService.Auth;
using Conduit.Data;
using Conduit.Data.Idempotency;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;
using NpgsqlTypes;

namespace Conduit.ApiService.Articles;

/// <summary>Writes of articles, on their author's shard. Triggers update the counters.</summary>
internal static class ArticleWrites
{
    // The author's profile may not have been copied to the shard yet, and the article refers to it.
    private static readonly NamedSql PublishSql = new($"""
        -- article published
        with made as (
            select new_id(@logical_shard) as id
        ), author as (
            insert into profiles (user_id, username, bio, image, version) values (@author, @username, @bio, @image, @version)
            on conflict (user_id) do nothing
        ), published as (
            insert into articles (id, author_id, title, description, body, tag_list, updated_at)
            select id, @author, @title, @description, @body, @tags, id_time(id) from made
            returning id, updated_at
        ), counted as (
            insert into article_counters (article_id, favorites) select id, 0 from published
        ), tagged as (
            insert into article_tags (tag, article_id) select tag, id from published, unnest(@tags) tag
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.ArticlePublished, "jsonb_build_object('articleId', id, 'authorId', @author)", "from published", JobLane.Bulk)}
        ), pictures_enqueued as (
            {PictureJobs.OfArticle("id", "published", "@body")}
        ), keyed as (
            {IdempotencyKey.Insert("id", "from published")}
        )
        select id, updated_at from published
        """);

    // A statement sees what was committed when it began. What commits while it waits for the lock is visible only to the next statement,
    // so the lock is a statement of its own.
    private const string LockSql = "-- article locked\nselect id from articles where id = $1 for update";

    private static readonly NamedSql UpdateSql = new($"""
        -- article updated
        with found as (
            select id, author_id, tag_list, body from articles where id = @id
        ), updated as (
            update articles article set
                title = coalesce(@title, article.title), description = coalesce(@description, article.description),
                body = coalesce(@body, article.body), tag_list = coalesce(@tags, article.tag_list),
                updated_at = greatest(date_trunc('milliseconds', clock_timestamp()), article.updated_at + interval '1 millisecond')
            from found where article.id = found.id and found.author_id = @author
            returning article.id
        ), untagged as (
            delete from article_tags using updated where article_id = updated.id and @tags is not null and tag <> all (@tags)
        ), tagged as (
            insert into article_tags (tag, article_id)
            select tag, updated.id from updated, unnest(@tags) tag
            where tag <> all ((select tag_list from found)::text[])
            on conflict do nothing
        ), pictures_enqueued as (
            {PictureJobs.OfArticle(
                "id", "(select updated.id, found.body from updated, found where @body::text is not null) edited", "body", "@body")}
        )
        select author_id from found
        """);

    private static readonly NamedSql DeleteSql = new($"""
        -- article deleted
        with found as (
            select id, author_id, body from articles where id = @id
        ), deleted as (
            delete from articles using found where articles.id = found.id and found.author_id = @author
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.ArticleRemoved,
                "jsonb_build_object('articleId', id, 'authorId', author_id)",
                "from found where author_id = @author",
                JobLane.Bulk)}
        ), pictures_enqueued as (
            {PictureJobs.OfArticle("id", "(select id, body from found where author_id = @author) mine", "body")}
        )
        select author_id from found
        """);

    public static Write<ArticleRow?> Publish(Caller author, NewArticle article, IdempotencyKey? key) => Query.Row(
        () => PublishSql
            .With("logical_shard", ConduitId.LogicalShard(author.Id))
            .With("author", author.Id)
            .With("username", author.Username)
            .WithText("bio", author.Bio)
            .WithText("image", author.Image)
            .With("version", author.ProfileVersion)
            .With("title", article.Title!)
            .With("description", article.Description!)
            .With("body", article.Body!)
            .With("tags", article.Tags)
            .WithTrace()
            .With(key),
        row => new ArticleRow(
            row.GetInt64(0),
            article.Title!,
            article.Description!,
            article.Body,
            article.Tags,
            row.GetDateTime(1),
            FavoritesCount: 0,
            Favorited: false,
            author.Id,
            author.Username,
            author.Bio,
            author.Image,
            Following: false))
        .Invalidating([CacheTags.Articles, CacheTags.Author(author.Id), .. TagsForArticleTags(article.Tags)])
        .StoringKey(key)
        .NotifyingWorkers();

    /// <summary>Changes the fields that are not null, if the article is the author's.</summary>
    public static Write<ArticleChange> Update(long id, long author, UpdateArticle article) => ArticleChange.Query(
        id,
        author,
        () => [
            new NpgsqlBatchCommand(LockSql).With(id),
            UpdateSql
                .With("id", id)
                .With("author", author)
                .WithText("title", article.Title)
                .WithText("description", article.Description)
                .WithText("body", article.Body)
                .With("tags", NpgsqlDbType.Array | NpgsqlDbType.Text, article.Tags)
                .WithTrace()])
        .Invalidating([CacheTags.Article(id), .. article.Tags is null ? [] : TagsForArticleTags(article.Tags).Append(CacheTags.Removals)]);

    public static Write<ArticleChange> Delete(long id, long author) => ArticleChange.Query(
        id,
        author,
        () => [new NpgsqlBatchCommand(LockSql).With(id), DeleteSql.With("id", id).With("author", author).WithTrace()])
        .Invalidating(CacheTags.Article(id), CacheTags.Author(author), CacheTags.Removals)
        .NotifyingWorkers();

    private static IEnumerable<string> TagsForArticleTags(string[] tags) =>
        tags.Length == 0 ? [] : tags.Select(CacheTags.ForArticleTag).Append(CacheTags.Popular);
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
