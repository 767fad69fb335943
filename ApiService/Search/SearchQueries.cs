using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Search;

/// <summary>A shard's best articles for a text, and how many match it there.</summary>
internal sealed record SearchMatches(List<SearchMatch> Best, long Total);

internal sealed record SearchMatch(long Id, float Rank);

internal static class SearchQueries
{
    // Only the newest 5000 matches are considered: ranking every article that contains a common word would take too long.
    // Excluded words (-word) are left out of the rank, because they say nothing about how well an article matches.
    // Computing a rank reads all words of an article, so only the newest 16 MB of them are ranked: thousands of short articles, or a
    // hundred of the longest. The rest follows by age.
    private const string BestSql = """
        -- articles searched
        with found as materialized (
            select id, pg_column_size(search) as bytes from articles
            where search @@ websearch_to_tsquery('english', $1) order by id desc limit 5000
        ), measured as (
            select id, sum(bytes) over (order by id desc) <= 16000000 as is_ranked from found
        ), wanted as (
            select nullif(nullif(querytree(websearch_to_tsquery('english', $1)), 'T'), '')::tsquery as words
        )
        select
            id,
            case when is_ranked
                then coalesce((select ts_rank(search, words, 1) from articles where articles.id = measured.id), 0)
                else 0 end,
            count(*) over ()
        from measured, wanted order by 2 desc, 1 desc limit $2
        """;

    /// <summary>
    /// Finds the best articles. Any published or changed article may match, so the result depends on the whole database and is not cached.
    /// </summary>
    public static Query<SearchMatches> Best(string text, int count) => new(
        () => [new NpgsqlBatchCommand(BestSql).With(text).With(count)],
        async (reader, cancellationToken) =>
        {
            var total = 0L;
            var best = await reader.RowsAsync(
                row =>
                {
                    total = row.GetInt64(2);
                    return new SearchMatch(row.GetInt64(0), row.GetFloat(1));
                },
                cancellationToken);
            return new SearchMatches(best, total);
        });
}
