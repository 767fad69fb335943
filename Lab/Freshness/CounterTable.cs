using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Lab.Freshness;

/// <summary>A table of counters in the first shard, which only the lab uses; dropped at the end.</summary>
internal sealed class CounterTable : IAsyncDisposable
{
    private const int Rows = 1000;

    private readonly NpgsqlDataSource _primary;

    private CounterTable(NpgsqlDataSource primary) => _primary = primary;

    public static async Task<CounterTable> CreateAsync(NpgsqlDataSource primary, CancellationToken cancellationToken)
    {
        await using var create = primary.CreateCommand(
            $"""
            drop table if exists lab_counters;
            create table lab_counters (id int primary key, count int not null);
            insert into lab_counters select id, 0 from generate_series(1, {Rows}) id;
            """);
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
            return new(primary);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new LabException(
                "The role of ConnectionStrings__conduit-0 may not create a table: "
                + "use the role conduit, as the worker's connection strings do.",
                e);
        }
    }

    /// <summary>The update by hand-written SQL.</summary>
    public async Task IncrementAsync()
    {
        await using var command = _primary.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = NextRow() });
        await command.ExecuteScalarAsync();
    }

    /// <summary>The same update as a write of the data tier.</summary>
    public static async Task IncrementAsync(Database database)
    {
        var row = NextRow();
        await database.WriteAsync(Query.Value<int>(() => new(Sql) { Parameters = { new() { Value = row } } }).Invalidating($"lab:{row}"));
    }

    public async ValueTask DisposeAsync()
    {
        await using var drop = _primary.CreateCommand("drop table if exists lab_counters");
        await drop.ExecuteNonQueryAsync();
    }

    private const string Sql = "update lab_counters set count = count + 1 where id = $1 returning count";

    private static int NextRow() => Random.Shared.Next(1, Rows + 1);
}
