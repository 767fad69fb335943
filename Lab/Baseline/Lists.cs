using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>Lists: queries all shards at once for their newest articles and totals, and merges the articles by id.</summary>
internal static class Lists
{
    private const int PageSize = 20;

    private const string IdOfName = "select id from accounts where username_key = $1";

    private const string Global = $"""
        select {ArticleRow.Card}, (select sum(value) from counters where name = 'articles')::bigint
        from {ArticleRow.From} order by a.id desc limit 20
        """;

    private const string ByTag = $"""
        select {ArticleRow.Card}, (select articles from tag_counters where tag = $1)::bigint
        from (select article_id from article_tags where tag = $1 order by article_id desc limit 20) newest
        join {ArticleRow.From} on a.id = newest.article_id order by a.id desc
        """;

    private const string ByAuthor = $"""
        select {ArticleRow.Card}, p.articles::bigint
        from {ArticleRow.From} where a.author_id = $1 order by a.id desc limit 20
        """;

    private const string Favorited = $"""
        select {ArticleRow.Card}, (select favorites from reader_counters where user_id = $1)::bigint
        from (select article_id from favorites where user_id = $1 and is_on order by article_id desc limit 20) newest
        join {ArticleRow.From} on a.id = newest.article_id order by a.id desc
        """;

    private const string Feed = $"""
        select {ArticleRow.FollowedCard},
            (
                select sum(articles) from followers join profiles on profiles.user_id = author_id
                where followers.user_id = $1 and is_on
            )::bigint
        from (
            select newest.id from followers
            cross join lateral (select id from articles where author_id = followers.author_id order by id desc limit 20) newest
            where followers.user_id = $1 and is_on order by id desc limit 20
        ) newest
        join {ArticleRow.From} on a.id = newest.id order by a.id desc
        """;

    public static Task GlobalAsync(HttpContext http, BaselineDatabases databases) => MergeAsync(http, databases, Global);

    public static Task ByTagAsync(HttpContext http, BaselineDatabases databases, string tag) =>
        MergeAsync(http, databases, ByTag, () => Statement.Value(tag));

    public static Task FeedAsync(HttpContext http, BaselineDatabases databases, long user) =>
        MergeAsync(http, databases, Feed, () => Statement.Value(user));

    public static async Task ByAuthorAsync(HttpContext http, BaselineDatabases databases, string name)
    {
        var author = await FindAsync(databases, name);
        var rows = await databases.Of(author).RowsAsync(ByAuthor, ArticleRow.Read, Statement.Value(author));
        ResponseJson.List(http, rows, rows.Count > 0 ? rows[0].Total : 0);
    }

    public static async Task FavoritedAsync(HttpContext http, BaselineDatabases databases, string name)
    {
        var reader = await FindAsync(databases, name);
        await MergeAsync(http, databases, Favorited, () => Statement.Value(reader));
    }

    private static Task<long> FindAsync(BaselineDatabases databases, string name) =>
        databases.AccountsDatabase.RowAsync(IdOfName, row => row.GetInt64(0), Statement.Value(name.ToLowerInvariant()));

    private static async Task MergeAsync(HttpContext http, BaselineDatabases databases, string sql, Func<NpgsqlParameter>? value = null)
    {
        var shards = await Task.WhenAll(databases.Shards.Select(RowsAsync));
        var newest = shards.SelectMany(rows => rows).OrderByDescending(row => row.Id).Take(PageSize);
        ResponseJson.List(http, newest, shards.Sum(rows => rows.Count > 0 ? rows[0].Total : 0));

        // A parameter belongs to one command, so each shard gets its own.
        Task<List<ArticleRow>> RowsAsync(NpgsqlDataSource shard) => shard.RowsAsync(sql, ArticleRow.Read, value is null ? [] : [value()]);
    }
}
