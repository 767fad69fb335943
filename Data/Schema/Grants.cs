namespace Conduit.Data.Schema;

/// <summary>
/// The rights of the services' own roles on the tables of a database, granted by the role that owns them after each migration. A cluster
/// without these roles gets no grants.
/// </summary>
internal static class Grants
{
    public const string Accounts = Api + """
        revoke all on data_protection_keys from api;
        grant select, insert, update, delete on data_protection_keys to web;
        """ + End;

    public const string Shard = Api + End;

    private const string Api = """
        do $$ begin
        if (select count(*) from pg_roles where rolname in ('api', 'web')) = 2 then
        grant select, insert, update, delete on all tables in schema public to api;
        grant usage, update on all sequences in schema public to api;
        -- The sequences of ids are made after the migration, when a shard gets its place on the map; setval needs update.
        alter default privileges in schema public grant usage, update on sequences to api;
        revoke insert, update, delete on "__EFMigrationsHistory" from api;

        """;

    private const string End = """

        end if;
        end $$
        """;
}
