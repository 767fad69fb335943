using System.Collections.Concurrent;
using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Routing;

namespace Conduit.ApiService.Articles;

/// <summary>
/// The SQL of each kind of list. It scans an index from the newest article to the end of the page; totals come from counters.
/// </summary>
/// <remarks>
/// The limit is a literal: with a parameter, Postgres estimates a tenth of the table, chooses a custom plan and replans each execution,
/// which takes three times as long as the query itself.
/// </remarks>
internal sealed record ListSql(int Size, CallerSql Summaries, NamedSql Ids, NamedSql Total)
{
    private const string OfTag = "exists(select from article_tags tagged where tagged.tag = @tag and tagged.article_id = {0})";
    private const string OfAuthor = "exists(select from articles written where written.id = {0} and written.author_id = @author)";

    // Each limit is a statement of its own, prepared on every connection that runs it, so there are few. The merge drops surplus rows.
    private static readonly int[] Sizes =
        [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, PageQuery.MaxOffset + PageQuery.MaxLimit];

    private static readonly ConcurrentDictionary<(bool Tag, bool Author, bool Favorited, bool Followed, int Size), ListSql> Kinds = [];

    /// <summary>The statements whose limit is at least the count.</summary>
    public static ListSql For(ListFilter filter, int count)
    {
        var size = Array.Find(Sizes, size => size >= count);
        var kind = (filter.Tag is not null, filter.Author is not null, filter.FavoritedBy is not null, filter.FollowedBy is not null, size);
        return Kinds.GetOrAdd(kind, Create);
    }

    private static ListSql Create((bool Tag, bool Author, bool Favorited, bool Followed, int Size) kind)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"limit {kind.Size}");
        var (all, total) = kind switch
        {
            { Followed: true } => (
                Followed(limit),
                "select coalesce(sum(author.articles), 0) from followers"
                + " join profiles author on author.user_id = author_id where followers.user_id = @reader and is_on"),
            { Favorited: true } => (
                "select article_id as id from favorites where user_id = @reader and is_on"
                + $" {And(kind.Tag, OfTag, "article_id")} {And(kind.Author, OfAuthor, "article_id")}",
                kind is { Tag: false, Author: false } ? "select sum(favorites) from reader_counters where user_id = @reader" : null),
            { Author: true } => (
                $"select id from articles where author_id = @author {And(kind.Tag, OfTag, "id")}",
                kind.Tag ? null : "select sum(articles) from profiles where user_id = @author"),
            { Tag: true } => (
                "select article_id as id from article_tags where tag = @tag",
                "select sum(articles) from tag_counters where tag = @tag"),
            _ => ("select id from articles", "select sum(value) from counters where name = 'articles'"),
        };
        var newest = $"{all} order by id desc {limit}";
        return new(
            kind.Size,
            new(flag => $"-- newest summaries\nselect {ArticleRow.SummaryColumns(flag)} from ({newest}) newest"
                + $" join {ArticleRow.From} on article.id = newest.id order by newest.id desc"),
            new($"-- newest ids\n{newest}"),
            new($"-- list total\nselect coalesce(({total ?? $"select count(*) from ({all}) counted"}), 0)::bigint"));
    }

    // Reads the newest articles of each author, then the newest of all: index entries = authors × limit.
    private static string Followed(string limit) => $"""
        select newest.id from followers
        cross join lateral (select id from articles where articles.author_id = followers.author_id order by id desc {limit}) newest
        where followers.user_id = @reader and followers.is_on
        """;

    private static string And(bool isWanted, string condition, string id) => isWanted ? "and " + string.Format(null, condition, id) : "";
}
