using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Search;

/// <summary>A shard's best articles for a text, and how many it has.</summary>
internal sealed record Hits(List<Hit> Best, long Total);

internal sealed record Hit(long Id, float Rank);

internal static class SearchQueries
{
    // Of the newest that have the words, the best: what has a word that everybody uses would take all day to compare.
    // What must not be there says nothing of how good the rest is, so it is left out of the rank.
    private const string BestSql = """
        -- articles searched
        with found as (
            select id, search from articles where search @@ websearch_to_tsquery('english', $1) order by id desc limit 5000
        ), wanted as (
            select nullif(nullif(querytree(websearch_to_tsquery('english', $1)), 'T'), '')::tsquery as words
        )
        select id, coalesce(ts_rank(search, words, 1), 0), count(*) over () from found, wanted order by 2 desc, 1 desc limit $2
        """;

    /// <summary>Whatever is published or changed may belong to the answer, so it depends on all that is in the database.</summary>
    public static Query<Hits> Best(string text, int count) => new(
        () => [new NpgsqlBatchCommand(BestSql).With(text).With(count)],
        async (reader, cancel) =>
        {
            var total = 0L;
            var best = await reader.RowsAsync(
                row =>
                {
                    total = row.GetInt64(2);
                    return new Hit(row.GetInt64(0), row.GetFloat(1));
                },
                cancel);
            return new Hits(best, total);
        });
}
