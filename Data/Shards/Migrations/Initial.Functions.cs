using Conduit.Data.Routing;

namespace Conduit.Data.Shards.Migrations;

/// <summary>Functions, triggers and storage parameters, which EF migrations cannot express.</summary>
public partial class Initial
{
    // A logical shard's sequence holds the last id without its shard bits: milliseconds and, in the lowest four bits, the number within
    // them. The next one is the clock's, or the last plus one when that is not more: so a full millisecond, and a clock that has gone back,
    // go on into the next. A session's lock, not a transaction's: it is held for microseconds, not until the commit. It is given back in the
    // statement that sets the sequence, for between statements a cancelled query would end and leave it taken. A sequence does not roll back,
    // so no id comes twice.
    private const string Functions = EpochRow.Functions + """
        create function new_id(logical integer) returns bigint language plpgsql as $$
        declare
            series constant regclass := format('ids_%s', logical)::regclass;
            number bigint;
        begin
            begin
                perform pg_advisory_lock(1768187955, logical);
                select setval(series, greatest(
                    (floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1704067200000) << 4,
                    coalesce(pg_sequence_last_value(series), 0) + 1)), pg_advisory_unlock(1768187955, logical)
                into number;
            exception when query_canceled or others then
                perform pg_advisory_unlock(1768187955, logical);
                raise;
            end;
            return (number >> 4 << 12) | (logical::bigint << 4) | (number & 15);
        end $$;

        create function id_time(id bigint) returns timestamptz language sql immutable as
            $$ select timestamptz 'epoch' + ((id >> 12) + 1704067200000) * interval '1 millisecond' $$;

        create function make_ids_of(logical integer) returns void language plpgsql as $$
        begin
            execute format('create sequence if not exists ids_%s', logical);
        end $$;

        create function count_articles() returns trigger language plpgsql as $$
        begin
            insert into counters (name, slot, value)
            select 'articles', pg_backend_pid() % 16, case tg_op when 'INSERT' then count(*) else -count(*) end
            from changed having count(*) > 0
            on conflict (name, slot) do update set value = counters.value + excluded.value;

            update profiles author set articles = author.articles + written.count
            from (select author_id, case tg_op when 'INSERT' then count(*) else -count(*) end as count from changed group by 1 order by 1) written
            where author.user_id = written.author_id;
            return null;
        end $$;

        create trigger articles_inserted after insert on articles
            referencing new table as changed for each statement execute function count_articles();
        create trigger articles_deleted after delete on articles
            referencing old table as changed for each statement execute function count_articles();

        create function count_tags() returns trigger language plpgsql as $$
        begin
            insert into tag_counters (tag, articles, newest)
            select tag, case tg_op when 'INSERT' then count(*) else -count(*) end, max(article_id)
            from changed group by 1 order by 1
            on conflict (tag) do update
            set articles = tag_counters.articles + excluded.articles, newest = greatest(tag_counters.newest, excluded.newest);
            return null;
        end $$;

        create trigger article_tags_inserted after insert on article_tags
            referencing new table as changed for each statement execute function count_tags();
        create trigger article_tags_deleted after delete on article_tags
            referencing old table as changed for each statement execute function count_tags();

        create function count_favorites() returns trigger language plpgsql as $$
        begin
            if tg_op = 'INSERT' then
                perform add_favorites(array_agg(article_id), array_agg(user_id), array_agg(1)) from added where is_on;
            elsif tg_op = 'DELETE' then
                perform add_favorites(array_agg(article_id), array_agg(user_id), array_agg(-1)) from gone where is_on;
            else
                perform add_favorites(array_agg(article_id), array_agg(user_id), array_agg(added.is_on::int - gone.is_on::int))
                from added join gone using (article_id, user_id) where added.is_on <> gone.is_on;
            end if;
            return null;
        end $$;

        create function add_favorites(articles bigint[], users bigint[], differences integer[]) returns void language plpgsql as $$
        begin
            if articles is null then
                return;
            end if;
            update article_counters counter set favorites = counter.favorites + change.difference
            from (select article_id, sum(difference) as difference from unnest(articles, differences) as one (article_id, difference) group by 1 order by 1) change
            where counter.article_id = change.article_id;

            insert into reader_counters (user_id, favorites)
            select user_id, sum(difference) from unnest(users, differences) as one (user_id, difference) group by 1 order by 1
            on conflict (user_id) do update set favorites = reader_counters.favorites + excluded.favorites;
        end $$;

        create trigger favorites_inserted after insert on favorites
            referencing new table as added for each statement execute function count_favorites();
        create trigger favorites_updated after update on favorites
            referencing new table as added old table as gone for each statement execute function count_favorites();
        create trigger favorites_deleted after delete on favorites
            referencing old table as gone for each statement execute function count_favorites();

        alter table counters set (fillfactor = 50);
        alter table article_counters set (fillfactor = 70);
        alter table reader_counters set (fillfactor = 70);
        alter table tag_counters set (fillfactor = 70);
        alter table jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        """;

    private const string DropFunctions = EpochRow.DropFunctions + """
        drop trigger articles_inserted on articles;
        drop trigger articles_deleted on articles;
        drop trigger article_tags_inserted on article_tags;
        drop trigger article_tags_deleted on article_tags;
        drop trigger favorites_inserted on favorites;
        drop trigger favorites_updated on favorites;
        drop trigger favorites_deleted on favorites;
        drop function count_articles(), count_tags(), count_favorites(), add_favorites(bigint[], bigint[], integer[]), id_time(bigint), make_ids_of(integer), new_id(integer);
        """;
}
