using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker.Upkeep;

/// <summary>
/// Repairs the index of articles by tag, counts again what triggers count, and mends what differs. What differs is added, not set:
/// counting and mending see one state, and whoever writes meanwhile changes the rows and their count together, so the difference stays
/// what it is.
/// </summary>
internal sealed partial class RecountCountersJob(ILogger<RecountCountersJob> logger) : RecurringJob("counters-mended", JobLane.Bulk)
{
    private static readonly (string Name, string Sql)[] Counters =
    [
        ("articles", """
            with wrong as (
                select (select count(*) from articles) - (select coalesce(sum(value), 0) from counters where name = 'articles') as difference
            ), mended as (
                insert into counters (name, slot, value) select 'articles', 0, difference from wrong where difference <> 0
                on conflict (name, slot) do update set value = counters.value + excluded.value returning true
            )
            select count(*) from mended
            """),
        ("articles of authors", """
            with really as (
                select author_id, count(*) as articles from articles group by 1
            ), mended as (
                update profiles set articles = profiles.articles + wrong.difference
                from (
                    select user_id, coalesce(really.articles, 0) - profiles.articles as difference from profiles left join really on author_id = user_id
                ) wrong
                where profiles.user_id = wrong.user_id and difference <> 0 returning true
            )
            select count(*) from mended
            """),
        ("articles of tags", """
            with really as (
                select tag, count(*) as articles, max(article_id) as newest from article_tags group by 1
            ), wrong as (
                select tag, coalesce(really.articles, 0) - coalesce(counted.articles, 0) as difference, coalesce(really.newest, 0) as newest
                from tag_counters counted full join really using (tag)
            ), mended as (
                insert into tag_counters (tag, articles, newest) select tag, difference, newest from wrong where difference <> 0 order by tag
                on conflict (tag) do update set articles = tag_counters.articles + excluded.articles, newest = greatest(tag_counters.newest, excluded.newest)
                returning true
            )
            select count(*) from mended
            """),
        ("favourites of articles", """
            with really as (
                select article_id, count(*) as favorites from favorites where is_on group by 1
            ), mended as (
                update article_counters counter set favorites = counter.favorites + wrong.difference
                from (
                    select counted.article_id, coalesce(really.favorites, 0) - counted.favorites as difference
                    from article_counters counted left join really on really.article_id = counted.article_id
                ) wrong
                where counter.article_id = wrong.article_id and difference <> 0 returning true
            )
            select count(*) from mended
            """),
        ("favourites of readers", """
            with really as (
                select user_id, count(*) as favorites from favorites where is_on group by 1
            ), wrong as (
                select user_id, coalesce(really.favorites, 0) - coalesce(counted.favorites, 0) as difference from reader_counters counted full join really using (user_id)
            ), mended as (
                insert into reader_counters (user_id, favorites) select user_id, difference from wrong where difference <> 0 order by user_id
                on conflict (user_id) do update set favorites = reader_counters.favorites + excluded.favorites returning true
            )
            select count(*) from mended
            """),
    ];

    public override string Schedule => "0 4 * * *";

    public override bool IsOf(Database database) => database.IsShard();

    protected override async Task HandleAsync(Database database, CancellationToken cancel)
    {
        // First the rows, then what counts them: their triggers count the difference themselves.
        var mended = await ArticleTagRows.RepairAsync(database, cancel);
        if (mended > 0) LogTagRows(mended, database.Name);
        foreach (var (name, sql) in Counters)
        {
            await using var command = database.Primary.CreateCommand(sql);
            command.CommandTimeout = 0;
            var rows = (long)(await command.ExecuteScalarAsync(cancel))!;
            if (rows > 0) LogMended(rows, name, database.Name);
            mended += rows;
        }

        // No write was marked that would have told.
        if (mended > 0) await database.InvalidateAllAsync(cancel);
    }

    [LoggerMessage(LogLevel.Error, "{Rows} rows of the index by tag in {Database} did not match their articles and are repaired")]
    private partial void LogTagRows(long rows, string database);

    [LoggerMessage(LogLevel.Error, "{Rows} counters of {Name} in {Database} were wrong and are mended")]
    private partial void LogMended(long rows, string name, string database);
}
