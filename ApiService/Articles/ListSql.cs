using System.Collections.Concurrent;

namespace Conduit.ApiService.Articles;

/// <summary>The SQL of each kind of list. Each walks an index from the newest on and stops at the page's end; its total comes from a counter.</summary>
/// <remarks>$1 is the caller, $2 how many, $3 the tag, $4 the author, $5 the reader; which of them a statement uses depends on the kind.</remarks>
internal sealed record ListSql(string Cards, string Ids, string Total)
{
    private const string OfTag = "exists(select from article_tags tagged where tagged.tag = $3 and tagged.article_id = {0})";
    private const string OfAuthor = "exists(select from articles written where written.id = {0} and written.author_id = $4)";

    private static readonly ConcurrentDictionary<(bool Tag, bool Author, bool Favorited, bool Followed), ListSql> Kinds = [];

    public static ListSql For(ListFilter filter) =>
        Kinds.GetOrAdd((filter.Tag is not null, filter.Author is not null, filter.FavoritedBy is not null, filter.FollowedBy is not null), Make);

    private static ListSql Make((bool Tag, bool Author, bool Favorited, bool Followed) of)
    {
        var (all, total) = of switch
        {
            { Followed: true } => (Followed, "select coalesce(sum(author.articles), 0) from followers join profiles author on author.user_id = author_id where followers.user_id = $5 and is_on"),
            { Favorited: true } => (
                $"select article_id as id from favorites where user_id = $5 and is_on {And(of.Tag, OfTag, "article_id")} {And(of.Author, OfAuthor, "article_id")}",
                of is { Tag: false, Author: false } ? "select sum(favorites) from reader_counters where user_id = $5" : null),
            { Author: true } => (
                $"select id from articles where author_id = $4 {And(of.Tag, OfTag, "id")}",
                of.Tag ? null : "select sum(articles) from profiles where user_id = $4"),
            { Tag: true } => ("select article_id as id from article_tags where tag = $3", "select sum(articles) from tag_counters where tag = $3"),
            _ => ("select id from articles", "select sum(value) from counters where name = 'articles'"),
        };
        var newest = $"{all} order by id desc limit $2";
        return new(
            $"-- newest cards\nselect {ArticleRow.Card} from ({newest}) newest join {ArticleRow.From} on article.id = newest.id order by newest.id desc",
            $"-- newest ids\n{newest}",
            $"-- list total\nselect coalesce(({total ?? $"select count(*) from ({all}) counted"}), 0)::bigint");
    }

    // The newest of each author, of which the newest are taken: as many index entries as authors times the page.
    private const string Followed = """
        select newest.id from followers
        cross join lateral (select id from articles where articles.author_id = followers.author_id order by id desc limit $2) newest
        where followers.user_id = $5 and followers.is_on
        """;

    private static string And(bool on, string condition, string id) => on ? "and " + string.Format(null, condition, id) : "";
}
