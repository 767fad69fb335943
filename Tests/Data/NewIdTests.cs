using Conduit.Data.Ids;
using Conduit.Tests.Application;
using Npgsql;

namespace Conduit.Tests.Data;

/// <summary>The ids that a shard's database makes.</summary>
[Collection(SharedApplication.Name)]
public sealed class NewIdTests(WholeApplication whole)
{
    private const int Sessions = 8;
    private const int EachMakes = 200;

    [Fact]
    public async Task Ids_made_at_once_differ_and_each_session_sees_them_rise()
    {
        await using var shard = await ShardAsync();
        var logical = await LogicalShardAsync(shard);

        var made = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => MakeAsync(shard, logical)));

        Assert.All(made, ids => Assert.Equal(ids.Order(), ids));
        var all = made.SelectMany(ids => ids).ToList();
        Assert.Equal(Sessions * EachMakes, all.Distinct().Count());
        Assert.All(all, id => Assert.InRange(id, 1, ConduitId.Max));
        Assert.All(all, id => Assert.Equal(logical, ConduitId.LogicalShard(id)));
        Assert.InRange(ConduitId.Time(all.Max()), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_query_that_fails_or_is_cancelled_keeps_nobody_from_making_ids()
    {
        await using var shard = await ShardAsync();
        var logical = await LogicalShardAsync(shard);
        await using var holder = await shard.OpenConnectionAsync();
        await using var other = await shard.OpenConnectionAsync();

        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(holder, $"select 1 / (new_id({logical}) * 0)"));
        await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(holder, $"set statement_timeout = 50; select count(new_id({logical})) from generate_series(1, 1000000)"));

        Assert.Equal(0L, await RunAsync(holder, "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"));
        Assert.IsType<long>(await RunAsync(other, $"set statement_timeout = 5000; select new_id({logical})"));
    }

    [Fact]
    public async Task No_id_comes_twice_when_a_millisecond_is_full_or_the_clock_goes_back()
    {
        // A logical shard that nobody has: its time may be moved.
        const int Nobodys = 255;
        await using var shard = await ShardAsync();
        await using var session = await shard.OpenConnectionAsync();
        await RunAsync(session, $"select make_ids_of({Nobodys})");
        try
        {
            var before = (long)(await RunAsync(session, $"select new_id({Nobodys})"))!;
            // An hour ahead: for whoever makes the next id the clock has gone back by that, and three more fill the millisecond.
            var ahead = (long)(await RunAsync(
                session,
                $"select setval('ids_{Nobodys}', ((pg_sequence_last_value('ids_{Nobodys}') >> 4) + 3600000 << 4) + 12)"))!;

            var made = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => MakeAsync(shard, Nobodys)));

            Assert.All(made, ids => Assert.Equal(ids.Order(), ids));
            var all = made.SelectMany(ids => ids).Order().ToList();
            Assert.Equal(
                Enumerable.Range(1, Sessions * EachMakes).Select(number => ahead + number),
                all.Select(id => (id >> 12 << 4) | (id & 15)));
            Assert.All(all, id => Assert.Equal(Nobodys, ConduitId.LogicalShard(id)));
            Assert.True(all[0] > before);
        }
        finally
        {
            await RunAsync(session, $"drop sequence ids_{Nobodys}");
        }
    }

    private static async Task<List<long>> MakeAsync(NpgsqlDataSource shard, int logical)
    {
        await using var session = await shard.OpenConnectionAsync();
        var ids = new List<long>();
        while (ids.Count < EachMakes) ids.Add((long)(await RunAsync(session, $"select new_id({logical})"))!);
        return ids;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync();
    }

    private async Task<NpgsqlDataSource> ShardAsync()
    {
        var primary = await whole.Application.ConnectionStringAsync("postgres-0");
        return NpgsqlDataSource.Create($"{primary};Database=conduit");
    }

    private static async Task<int> LogicalShardAsync(NpgsqlDataSource shard)
    {
        await using var any = shard.CreateCommand(
            "select substring(sequencename from 5)::integer from pg_sequences "
            + "where sequencename like 'ids\\_%' order by sequencename limit 1");
        return (int)(await any.ExecuteScalarAsync())!;
    }
}
