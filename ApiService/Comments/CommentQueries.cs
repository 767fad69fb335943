using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Profiles;
using Conduit.Data;
using Conduit.Data.Idempotency;
using Conduit.Data.Ids;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Comments;

/// <summary>Queries and writes of comments, on their article's shard.</summary>
internal static class CommentQueries
{
    private const string ByIdSql = "-- comment by id\nselect id, author_id, body from comments where id = $1";

    // An article without comments on the page gives one row without a comment.
    private static readonly CallerSql OfArticleSql = new(flag => $"""
        -- comments of article
        select (select count(*) from comments where article_id = @article),
            comment.id, comment.author_id, comment.body, author.username, author.bio, author.image,
            {flag(ProfileQueries.IsFollowed("comment.author_id"))}
        from articles article
        left join lateral (
            select id, author_id, body from comments where article_id = @article order by id desc limit @limit offset @offset
        ) comment on true
        left join profiles author on author.user_id = comment.author_id
        where article.id = @article
        order by comment.id desc
        """);

    private static readonly NamedSql AddSql = new($"""
        -- comment added
        with article as (
            select id, author_id from articles where id = @article for key share
        ), added as (
            insert into comments (id, article_id, author_id, body) select new_id(@logical_shard), id, @author, @body from article
            returning id, author_id, body
        ), enqueued as (
            {JobSql.Enqueue(
                JobKinds.CommentAdded,
                "jsonb_build_object('commentId', added.id)",
                "from added, article where article.author_id <> added.author_id")}
        ), keyed as (
            {IdempotencyKey.Insert("id", "from added")}
        )
        select id, author_id, body from added
        """);

    private const string DeleteSql = """
        -- comment deleted
        with found as (
            select id, author_id from comments where id = $2 and article_id = $1 for update
        ), deleted as (
            delete from comments using found where comments.id = found.id and found.author_id = $3
        )
        select exists(select from articles where id = $1), (select author_id from found)
        """;

    /// <summary>
    /// A page of an article's comments, newest first, with their authors as far as those are on the article's shard; null when there is no
    /// such article.
    /// </summary>
    public static Query<CommentPage?> OfArticle(long article, Page page, long caller) => new Query<CommentPage?>(
        () => [OfArticleSql.For(caller)
            .With("article", article)
            .With("caller", caller)
            .With("limit", page.Limit)
            .With("offset", page.Offset)],
        async (reader, cancellationToken) =>
        {
            if (!await reader.ReadAsync(cancellationToken)) return null;
            var total = reader.GetInt64(0);
            if (reader.IsDBNull(1)) return new([], total);
            var newest = new List<CommentWithAuthor>();
            do newest.Add(new(CommentRow.Read(reader, first: 1), AuthorOf(reader)));
            while (await reader.ReadAsync(cancellationToken));
            return new(newest, total);
        })
        .DependingOn(found =>
        [
            CacheTags.Article(article),
            CacheTags.Articles,
            CacheTags.Comments(article),
            .. (found?.Comments ?? []).Select(row => CacheTags.Profile(row.Comment.AuthorId)),
            .. CallerExtensions.TagsOfCaller(caller, CacheTags.Following),
        ])
        .CachedIfAnonymous(
            caller,
            string.Create(CultureInfo.InvariantCulture, $"comments/{article}/{page.Limit}/{page.Offset}"),
            found => (found?.Comments ?? []).Sum(row => row.Comment.Body.Length));

    public static Query<CommentRow?> ById(long id) => Query.Row(() => new NpgsqlBatchCommand(ByIdSql).With(id), CommentRow.Read);

    /// <summary>Null when there is no such article.</summary>
    public static Write<CommentRow?> Add(long article, long author, string body, IdempotencyKey? key) => Query.Row(
        () => AddSql
            .With("article", article)
            .With("logical_shard", ConduitId.LogicalShard(article))
            .With("author", author)
            .With("body", body)
            .WithTrace()
            .With(key),
        CommentRow.Read)
        .Invalidating(CacheTags.Comments(article))
        .StoringKey(key)
        .NotifyingWorkers();

    /// <summary>Deletes a comment if it is the author's.</summary>
    public static Write<DeletedComment> Delete(long article, long comment, long author) => new Query<DeletedComment>(
        () => [new NpgsqlBatchCommand(DeleteSql).With(article).With(comment).With(author)],
        async (reader, cancellationToken) =>
        {
            await reader.ReadAsync(cancellationToken);
            return new DeletedComment(reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetInt64(1));
        }).Invalidating(CacheTags.Comments(article));

    private static ProfileBody? AuthorOf(NpgsqlDataReader row) =>
        row.Text(4) is { } username ? new ProfileBody(username, row.Text(5), row.Text(6), row.GetBoolean(7)) : null;
}

internal sealed record CommentRow(long Id, long AuthorId, string Body)
{
    public static CommentRow Read(NpgsqlDataReader row) => Read(row, first: 0);

    public static CommentRow Read(NpgsqlDataReader row, int first) =>
        new(row.GetInt64(first), row.GetInt64(first + 1), row.GetString(first + 2));
}

/// <summary>A comment with its author; null when the author is not on the article's shard.</summary>
internal sealed record CommentWithAuthor(CommentRow Comment, ProfileBody? Author);

/// <summary>A page of an article's comments, and how many the article has.</summary>
internal sealed record CommentPage(List<CommentWithAuthor> Comments, long Total);

/// <summary>The result of a deletion.</summary>
/// <param name="ArticleExists">Whether there is such an article.</param>
/// <param name="Author">The comment's author; null when there is no such comment.</param>
internal sealed record DeletedComment(bool ArticleExists, long? Author);
