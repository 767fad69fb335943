namespace Conduit.Data.Shards.Migrations;

/// <summary>Functions, triggers and storage parameters, which EF migrations cannot express.</summary>
public partial class Feeds
{
    // A taken job's row is rewritten in place, for which its page has room. What feeds do not have yet is asked with every read of one.
    private const string Functions = """
        create function count_following() returns trigger language plpgsql as $$
        begin
            insert into reader_counters (user_id, favorites, following)
            select user_id, 0, count(*) from changed group by 1 order by 1
            on conflict (user_id) do update set following = reader_counters.following + excluded.following;
            return null;
        end $$;

        create trigger followers_inserted after insert on followers
            referencing new table as changed for each statement execute function count_following();
        create trigger followers_updated after update on followers
            referencing new table as changed for each statement execute function count_following();

        create index ix_jobs_feeds on jobs (id) where kind in ('article-published', 'article-removed');
        alter table jobs set (fillfactor = 50, autovacuum_vacuum_cost_delay = 0);
        """;

    private const string DropFunctions = """
        drop index ix_jobs_feeds;
        drop trigger followers_inserted on followers;
        drop trigger followers_updated on followers;
        drop function count_following();
        alter table jobs reset (fillfactor, autovacuum_vacuum_cost_delay);
        """;
}
