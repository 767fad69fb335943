using System.Text.Json.Serialization;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>An article as it is read from its shard, with its author and the caller's flags.</summary>
internal sealed record ArticleRow(
    long Id, string Title, string Description, string? Body, string[] TagList, DateTime UpdatedAt, int FavoritesCount, bool Favorited,
    long AuthorId, string Username, string? Bio, string? Image, bool Following)
{
    /// <summary>The tables of all columns. Everything about an article is on its author's shard.</summary>
    public const string From = """
        articles article
        join article_counters counters on counters.article_id = article.id
        join profiles author on author.user_id = article.author_id
        """;

    [JsonIgnore]
    public string Slug => Data.Ids.Slug.Of(Title, Id);

    /// <summary>The cache tags on which a result with this article depends.</summary>
    [JsonIgnore]
    public string[] DependsOn => [CacheTags.Article(Id), CacheTags.Profile(AuthorId)];

    /// <summary>The columns of an article summary, as lists have it: without the body.</summary>
    public static string SummaryColumns(Func<string, string> flag) => Columns("null", flag);

    /// <summary>All columns, with the body.</summary>
    public static string FullColumns(Func<string, string> flag) => Columns("article.body", flag);

    /// <summary>Returns the article with the flags of a caller.</summary>
    public ArticleRow With(CallerFlags flags) => this with { Favorited = flags.Favorited, Following = flags.Following };

    public static ArticleRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.Text(3),
        row.GetFieldValue<string[]>(4),
        row.GetDateTime(5),
        row.GetInt32(6),
        row.GetBoolean(7),
        row.GetInt64(8),
        row.GetString(9),
        row.Text(10),
        row.Text(11),
        row.GetBoolean(12));

    private static string Columns(string body, Func<string, string> flag) => $"""
        article.id, article.title, article.description, {body}, article.tag_list, article.updated_at, counters.favorites,
        {flag(CallerFlags.IsFavorite)},
        author.user_id, author.username, author.bio, author.image,
        {flag(CallerFlags.IsFollowed)}
        """;
}
