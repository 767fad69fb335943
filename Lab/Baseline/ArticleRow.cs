using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>The columns of an article that a statement returns; the last one is the total of the list.</summary>
internal sealed record ArticleRow(
    long Id,
    string Title,
    string Description,
    string? Body,
    string[] Tags,
    DateTime UpdatedAt,
    int Favorites,
    string Username,
    string? Bio,
    string? Image,
    bool Favorited,
    bool Following,
    long Total)
{
    public const string From = "articles a join article_counters c on c.article_id = a.id join profiles p on p.user_id = a.author_id";

    /// <summary>The columns without the body, for an anonymous reader.</summary>
    public const string Card = $"{Start} null, {Middle}, false, false";

    /// <summary>The columns without the body, for a reader who follows the author.</summary>
    public const string FollowedCard = $"{Start} null, {Middle}, {FavoritedByReader}, true";

    /// <summary>The columns with the body, for an anonymous reader.</summary>
    public const string Whole = $"{Start} a.body, {Middle}, false, false, 0::bigint";

    private const string Start = "a.id, a.title, a.description,";
    private const string Middle = "a.tag_list, a.updated_at, c.favorites, p.username, p.bio, p.image";
    private const string FavoritedByReader = "exists(select from favorites f where f.article_id = a.id and f.user_id = $1 and f.is_on)";

    public static ArticleRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        Text(row, 3),
        row.GetFieldValue<string[]>(4),
        row.GetDateTime(5),
        row.GetInt32(6),
        row.GetString(7),
        Text(row, 8),
        Text(row, 9),
        row.GetBoolean(10),
        row.GetBoolean(11),
        row.GetInt64(12));

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
