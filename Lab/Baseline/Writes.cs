using System.Text.Json;
using System.Text.Json.Serialization;
using Conduit.Data.Ids;
using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>Writes: one statement each, which leaves the same rows as the API; the schema's triggers update the counters.</summary>
internal static class Writes
{
    // Triggers run at the end of the statement, so the counter still has the old value here.
    private const string Switched = """
        a.id, a.title, a.description, a.body, a.tag_list, a.updated_at,
        c.favorites + (select coalesce(sum(difference), 0) from switched)::int,
        p.username, p.bio, p.image
        """;

    private const string Following = $"""
        exists(select from followers f where f.author_id = a.author_id and f.user_id = $2 and f.is_on), 0::bigint
        from {ArticleRow.From} where a.id = $1
        """;

    private const string Publish = """
        with made as (select new_id($2) as id),
        published as (
            insert into articles (id, author_id, title, description, body, tag_list, updated_at)
            select id, $1, $3, $4, $5, $6, id_time(id) from made
            returning id, updated_at
        ),
        counted as (insert into article_counters (article_id, favorites) select id, 0 from published),
        tagged as (insert into article_tags (tag, article_id) select tag, id from published, unnest($6) tag)
        select published.id, $3, $4, $5, $6, updated_at, 0, username, bio, image, false, false, 0::bigint
        from published, profiles where user_id = $1
        """;

    private const string Comment = """
        with made as (
            insert into comments (id, article_id, author_id, body) values (new_id($3), $1, $2, $4) returning id
        )
        select made.id, p.username, p.bio, p.image from made left join profiles p on p.user_id = $2
        """;

    private const string Author = "select user_id, username, bio, image from profiles where user_id = $1";

    private const string Favorite = $"""
        with switched as (
            insert into favorites (article_id, user_id, is_on, version) values ($1, $2, true, 1)
            on conflict (article_id, user_id) do update set is_on = true, version = favorites.version + 1 where not favorites.is_on
            returning version, 1 as difference
        ),
        enqueued as (
            insert into jobs (kind, payload)
            select 'favorite-noted', jsonb_build_object('articleId', $1, 'userId', $2, 'version', version) from switched
        )
        select {Switched}, true, {Following}
        """;

    private const string Unfavorite = $"""
        with switched as (
            update favorites set is_on = false, version = version + 1 where article_id = $1 and user_id = $2 and is_on
            returning -1 as difference
        )
        select {Switched}, false, {Following}
        """;

    public static async Task FavoriteAsync(HttpContext http, BaselineDatabases databases, long article, long user) =>
        ResponseJson.Article(
            http, await databases.Of(article).RowAsync(Favorite, ArticleRow.Read, Statement.Value(article), Statement.Value(user)));

    public static async Task UnfavoriteAsync(HttpContext http, BaselineDatabases databases, long article, long user) =>
        ResponseJson.Article(
            http, await databases.Of(article).RowAsync(Unfavorite, ArticleRow.Read, Statement.Value(article), Statement.Value(user)));

    public static async Task PublishAsync(HttpContext http, BaselineDatabases databases, long user)
    {
        var article = (await JsonSerializer.DeserializeAsync(http.Request.Body, BodyJson.Default.PublishBody))!.Article;
        http.Response.StatusCode = StatusCodes.Status201Created;
        var row = await databases.Of(user).RowAsync(
            Publish,
            ArticleRow.Read,
            Statement.Value(user),
            Statement.Value(ConduitId.LogicalShard(user)),
            Statement.Value(article.Title),
            Statement.Value(article.Description),
            Statement.Value(article.Body),
            Statement.Value(article.TagList));
        ResponseJson.Article(http, row);
    }

    public static async Task CommentAsync(HttpContext http, BaselineDatabases databases, long article, long user)
    {
        var text = (await JsonSerializer.DeserializeAsync(http.Request.Body, BodyJson.Default.CommentBody))!.Comment.Body;
        var shard = databases.Of(article);
        var author = databases.Of(user) is var home && home != shard
            ? home.RowAsync(Author, ProfileRow.Read, Statement.Value(user))
            : null;
        var comment = await shard.RowAsync(
            Comment,
            Read,
            Statement.Value(article),
            Statement.Value(user),
            Statement.Value(ConduitId.LogicalShard(article)),
            Statement.Value(text));
        http.Response.StatusCode = StatusCodes.Status201Created;
        ResponseJson.Comment(http, author is null ? comment : comment with { Author = await author });

        CommentRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), text, user, row.IsDBNull(1) ? null : ReadAuthor(row));

        ProfileRow ReadAuthor(NpgsqlDataReader row) => new(user, row.GetString(1), ArticleRow.Text(row, 2), ArticleRow.Text(row, 3));
    }
}

internal sealed record PublishBody(NewArticle Article);

internal sealed record NewArticle(string Title, string Description, string Body, string[] TagList);

internal sealed record CommentBody(NewComment Comment);

internal sealed record NewComment(string Body);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PublishBody))]
[JsonSerializable(typeof(CommentBody))]
internal sealed partial class BodyJson : JsonSerializerContext;
