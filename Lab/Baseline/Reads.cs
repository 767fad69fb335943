using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>Reads of one article and its comments from its shard, and of one profile from the accounts database.</summary>
internal static class Reads
{
    private const string Article = $"select {ArticleRow.Whole} from {ArticleRow.From} where a.id = $1";

    private const string Profile = "select id, username, bio, image from accounts where username_key = $1";

    private const string Comments = """
        select c.id, c.body, c.author_id, p.username, p.bio, p.image
        from comments c left join profiles p on p.user_id = c.author_id where c.article_id = $1 order by c.id desc
        """;

    private const string Authors = "select user_id, username, bio, image from profiles where user_id = any ($1)";

    public static async Task ArticleAsync(HttpContext http, BaselineDatabases databases, long id) =>
        ResponseJson.Article(http, await databases.Of(id).RowAsync(Article, ArticleRow.Read, Statement.Value(id)));

    public static async Task ProfileAsync(HttpContext http, BaselineDatabases databases, string name)
    {
        var key = Statement.Value(name.ToLowerInvariant());
        ResponseJson.Profile(http, await databases.AccountsDatabase.RowAsync(Profile, ProfileRow.Read, key));
    }

    public static async Task CommentsAsync(HttpContext http, BaselineDatabases databases, long article)
    {
        var comments = await databases.Of(article).RowsAsync(Comments, CommentRow.Read, Statement.Value(article));

        // The profiles of commenters from other shards are read with one query for each shard.
        var elsewhere = comments
            .Where(comment => comment.Author is null)
            .Select(comment => comment.AuthorId)
            .Distinct()
            .GroupBy(databases.Of);
        var found = await Task.WhenAll(elsewhere.Select(
            ids => ids.Key.RowsAsync(Authors, ProfileRow.Read, Statement.Value(ids.ToArray()))));
        var authors = found.SelectMany(profiles => profiles).ToDictionary(profile => profile.UserId);
        ResponseJson.Comments(http, comments.Select(comment => comment with { Author = comment.Author ?? authors[comment.AuthorId] }));
    }
}

/// <summary>The public part of a user.</summary>
internal sealed record ProfileRow(long UserId, string Username, string? Bio, string? Image)
{
    public static ProfileRow Read(NpgsqlDataReader row) => Read(row, 0);

    public static ProfileRow Read(NpgsqlDataReader row, int first) =>
        new(row.GetInt64(first), row.GetString(first + 1), ArticleRow.Text(row, first + 2), ArticleRow.Text(row, first + 3));
}

/// <summary>A comment; the author is null until the profile is read from the author's shard.</summary>
internal sealed record CommentRow(long Id, string Body, long AuthorId, ProfileRow? Author)
{
    public static CommentRow Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.IsDBNull(3) ? null : ProfileRow.Read(row, first: 2));
}
