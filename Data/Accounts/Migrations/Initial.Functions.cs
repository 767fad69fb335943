using Conduit.Data.Routing;

namespace Conduit.Data.Accounts.Migrations;

/// <summary>Functions, triggers and storage parameters, which EF migrations cannot express.</summary>
public partial class Initial
{
    private const string Functions = EpochRow.Functions + """
        insert into logical_shards (id, users) select number, 0 from generate_series(0, 255) number;

        create function count_users() returns trigger language plpgsql as $$
        begin
            update logical_shards shard set users = shard.users + added.count
            from (select (id >> 4) & 255 as logical, count(*) from changed group by 1 order by 1) added
            where shard.id = added.logical;
            return null;
        end $$;

        create trigger accounts_inserted after insert on accounts
            referencing new table as changed for each statement execute function count_users();

        alter table jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        """;

    private const string DropFunctions = EpochRow.DropFunctions + """
        drop trigger accounts_inserted on accounts;
        drop function count_users();
        """;
}
