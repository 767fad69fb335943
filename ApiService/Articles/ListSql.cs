using System.Collections.Concurrent;
using System.Globalization;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Articles;

/// <summary>
/// The SQL of each kind of list. Each walks an index from the newest on and stops at the page's end; its total comes from a counter.
/// </summary>
/// <remarks>
/// $1 is the caller, $2 the tag, $3 the author, $4 the reader; which of them a statement uses depends on the kind. How many is part of the
/// text: of a parameter
/// the planner assumes a tenth of the table, finds each single plan better than the general one, and so plans anew each time, for three
/// times the work of the query.
/// </remarks>
internal sealed record ListSql(int Size, string Cards, string Ids, string Total)
{
    private const string OfTag = "exists(select from article_tags tagged where tagged.tag = $2 and tagged.article_id = {0})";
    private const string OfAuthor = "exists(select from articles written where written.id = {0} and written.author_id = $3)";

    // Each size is a statement of its own, prepared on every connection that is asked for it: few sizes, up to the farthest page; who
    // merges leaves out what is too much.
    private static readonly int[] Sizes = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, PageQuery.MaxOffset + PageQuery.MaxLimit];

    private static readonly ConcurrentDictionary<(bool Tag, bool Author, bool Favorited, bool Followed, int Size), ListSql> Kinds = [];

    /// <summary>The statements that give at least so many, if there are.</summary>
    public static ListSql For(ListFilter filter, int count) => Kinds.GetOrAdd(
        (filter.Tag is not null, filter.Author is not null, filter.FavoritedBy is not null, filter.FollowedBy is not null, Array.Find(Sizes, size => size >= count)), Make);

    private static ListSql Make((bool Tag, bool Author, bool Favorited, bool Followed, int Size) of)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"limit {of.Size}");
        var (all, total) = of switch
        {
            { Followed: true } => (Followed(limit), "select coalesce(sum(author.articles), 0) from followers join profiles author on author.user_id = author_id where followers.user_id = $4 and is_on"),
            { Favorited: true } => (
                $"select article_id as id from favorites where user_id = $4 and is_on {And(of.Tag, OfTag, "article_id")} {And(of.Author, OfAuthor, "article_id")}",
                of is { Tag: false, Author: false } ? "select sum(favorites) from reader_counters where user_id = $4" : null),
            { Author: true } => (
                $"select id from articles where author_id = $3 {And(of.Tag, OfTag, "id")}",
                of.Tag ? null : "select sum(articles) from profiles where user_id = $3"),
            { Tag: true } => ("select article_id as id from article_tags where tag = $2", "select sum(articles) from tag_counters where tag = $2"),
            _ => ("select id from articles", "select sum(value) from counters where name = 'articles'"),
        };
        var newest = $"{all} order by id desc {limit}";
        return new(
            of.Size,
            $"-- newest cards\nselect {ArticleRow.Card} from ({newest}) newest join {ArticleRow.From} on article.id = newest.id order by newest.id desc",
            $"-- newest ids\n{newest}",
            $"-- list total\nselect coalesce(({total ?? $"select count(*) from ({all}) counted"}), 0)::bigint");
    }

    // The newest of each author, of which the newest are taken: as many index entries as authors times the page.
    private static string Followed(string limit) => $"""
        select newest.id from followers
        cross join lateral (select id from articles where articles.author_id = followers.author_id order by id desc {limit}) newest
        where followers.user_id = $4 and followers.is_on
        """;

    private static string And(bool on, string condition, string id) => on ? "and " + string.Format(null, condition, id) : "";
}
