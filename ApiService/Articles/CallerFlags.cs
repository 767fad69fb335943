using System.Globalization;
using Conduit.ApiService.Profiles;
using Conduit.Data.Routing;

namespace Conduit.ApiService.Articles;

/// <summary>The fields of an article that depend on the caller. All others are the same for all callers and cached for all.</summary>
internal sealed record CallerFlags(long Article, bool Favorited, bool Following)
{
    /// <summary>SQL for a row named <c>article</c>. The caller is <c>@caller</c>.</summary>
    public const string IsFavorite = "exists(select from favorites favorite"
        + " where favorite.article_id = article.id and favorite.user_id = @caller and favorite.is_on)";

    /// <inheritdoc cref="IsFavorite"/>
    public static string IsFollowed => ProfileQueries.IsFollowed("article.author_id");

    private static readonly NamedSql Sql =
        new($"-- flags\nselect id, {IsFavorite}, {IsFollowed} from articles article where id = any (@ids)");

    public static Query<List<CallerFlags>> Of(long[] articles, long caller) => Query
        .Rows(
            () => Sql.With("caller", caller).With("ids", articles),
            row => new CallerFlags(row.GetInt64(0), row.GetBoolean(1), row.GetBoolean(2)))
        .DependingOn(rows => [.. ArticleQueries.CallerFlagTags(caller), .. ArticleQueries.TagsForMissing(articles.Length - rows.Count)])
        .CachedAs(string.Create(CultureInfo.InvariantCulture, $"flags/{caller}/{string.Join(',', articles)}"));
}
