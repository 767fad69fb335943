using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Seed;

/// <summary>Stores the plan of the seeding in the accounts database, in a table with one row.</summary>
internal static class SeedPlans
{
    private const string CreateSql = """
        create table if not exists seed_plan (
            id integer primary key check (id = 1),
            users integer not null,
            articles integer not null,
            random integer not null,
            logical_shards smallint[] not null,
            finished_at timestamptz)
        """;

    private const string InsertSql = "insert into seed_plan (id, users, articles, random, logical_shards) values (1, $1, $2, $3, $4)";

    private const string FindSql = "select users, articles, random, logical_shards, finished_at is not null from seed_plan";

    private const string FinishSql = "update seed_plan set finished_at = now() returning finished_at";

    public static async Task<SeedPlan?> FindAsync(Database accounts, CancellationToken cancellationToken)
    {
        await using var batch = accounts.Primary.CreateBatch();
        batch.BatchCommands.Add(new(CreateSql));
        batch.BatchCommands.Add(new(FindSql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.RowAsync(
            row => new SeedPlan(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<short[]>(3), row.GetBoolean(4)),
            cancellationToken);
    }

    public static async Task AddAsync(Database accounts, SeedPlan plan, CancellationToken cancellationToken)
    {
        await using var batch = accounts.Primary.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertSql)
            .With(plan.Users)
            .With(plan.Articles)
            .With(plan.Random)
            .With(plan.LogicalShards));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The last write of a seeding.</summary>
    public static Write<DateTime> Finish() => Query.Value<DateTime>(() => new(FinishSql)).Invalidating();
}
