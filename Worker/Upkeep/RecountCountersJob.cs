using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Repairs the index of articles by tag, then recounts what triggers count and corrects the counters by the difference. The difference is
/// added, not set: recount and correction see one snapshot, and concurrent writers change rows and counters together, so the difference
/// stays the same.
/// </summary>
internal sealed partial class RecountCountersJob(ILogger<RecountCountersJob> logger)
    : RecurringJob("recount-counters", JobLane.Bulk, formerKind: "counters-mended")
{
    private static readonly (string Name, string Sql)[] Counters =
    [
        ("articles", """
            with wrong as (
                select (select count(*) from articles) -
                    (select coalesce(sum(value), 0) from counters where name = 'articles') as difference
            ), corrected as (
                insert into counters (name, slot, value) select 'articles', 0, difference from wrong where difference <> 0
                on conflict (name, slot) do update set value = counters.value + excluded.value returning true
            )
            select count(*) from corrected
            """),
        ("articles of authors", """
            with actual as (
                select author_id, count(*) as articles from articles group by 1
            ), corrected as (
                update profiles set articles = profiles.articles + wrong.difference
                from (
                    select user_id, coalesce(actual.articles, 0) - profiles.articles as difference
                    from profiles left join actual on author_id = user_id
                ) wrong
                where profiles.user_id = wrong.user_id and difference <> 0 returning true
            )
            select count(*) from corrected
            """),
        ("articles of tags", """
            with actual as (
                select tag, count(*) as articles, max(article_id) as newest from article_tags group by 1
            ), wrong as (
                select tag, coalesce(actual.articles, 0) - coalesce(counted.articles, 0) as difference, coalesce(actual.newest, 0) as newest
                from tag_counters counted full join actual using (tag)
            ), corrected as (
                insert into tag_counters (tag, articles, newest)
                select tag, difference, newest from wrong where difference <> 0 order by tag
                on conflict (tag) do update
                set articles = tag_counters.articles + excluded.articles, newest = greatest(tag_counters.newest, excluded.newest)
                returning true
            )
            select count(*) from corrected
            """),
        ("favourites of articles", """
            with actual as (
                select article_id, count(*) as favorites from favorites where is_on group by 1
            ), corrected as (
                update article_counters counter set favorites = counter.favorites + wrong.difference
                from (
                    select counted.article_id, coalesce(actual.favorites, 0) - counted.favorites as difference
                    from article_counters counted left join actual on actual.article_id = counted.article_id
                ) wrong
                where counter.article_id = wrong.article_id and difference <> 0 returning true
            )
            select count(*) from corrected
            """),
        ("favourites of readers", """
            with actual as (
                select user_id, count(*) as favorites from favorites where is_on group by 1
            ), wrong as (
                select user_id, coalesce(actual.favorites, 0) - coalesce(counted.favorites, 0) as difference
                from reader_counters counted full join actual using (user_id)
            ), corrected as (
                insert into reader_counters (user_id, favorites)
                select user_id, difference from wrong where difference <> 0 order by user_id
                on conflict (user_id) do update set favorites = reader_counters.favorites + excluded.favorites returning true
            )
            select count(*) from corrected
            """),
    ];

    public override string Schedule => "0 4 * * *";

    public override bool IsOf(Database database) => database.IsShard();

    protected override async Task HandleAsync(Database database, CancellationToken cancellationToken)
    {
        // The rows first: their triggers update the counters.
        var repaired = await ArticleTagRows.RepairAsync(database, cancellationToken);
        if (repaired > 0) LogTagRows(repaired, database.Name);
        foreach (var (name, sql) in Counters)
        {
            await using var command = database.Primary.CreateCommand(sql);
            // Counts all rows, which may take minutes.
            command.CommandTimeout = 0;
            var rows = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (rows > 0) LogCorrected(rows, name, database.Name);
            repaired += rows;
        }

        // These statements bypass invalidation by tag, so everything is invalidated.
        if (repaired > 0) await database.InvalidateAllAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "{Rows} rows of the index by tag in {Database} did not match their articles; they are repaired")]
    private partial void LogTagRows(long rows, string database);

    [LoggerMessage(LogLevel.Error, "{Rows} counters of {Name} in {Database} were wrong; they are corrected")]
    private partial void LogCorrected(long rows, string name, string database);
}
