namespace Conduit.Data.Shards.Migrations;

/// <summary>What EF has no words for.</summary>
public partial class Initial
{
    // A logical shard's sequence holds the last id without its shard bits: milliseconds and, in the lowest four bits, the number within
    // them. The next one is the clock's, or the last plus one when that is not more: so a full millisecond, and a clock that has gone back,
    // go on into the next. A session's lock, not a transaction's: it is held for microseconds, not until the commit. It is given back in the
    // statement that sets the sequence, for between statements a cancelled query would end and leave it taken. A sequence does not roll back,
    // so no id comes twice.
    private const string Functions = """
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
            return null;
        end $$;

        create trigger articles_inserted after insert on articles
            referencing new table as changed for each statement execute function count_articles();
        create trigger articles_deleted after delete on articles
            referencing old table as changed for each statement execute function count_articles();

        alter table counters set (fillfactor = 50);
        alter table article_counters set (fillfactor = 70);
        alter table jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        """;

    private const string DropFunctions = """
        drop trigger articles_inserted on articles;
        drop trigger articles_deleted on articles;
        drop function count_articles(), make_ids_of(integer), new_id(integer);
        """;
}
