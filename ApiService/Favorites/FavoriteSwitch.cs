using System.Diagnostics;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;
using Npgsql;

namespace Conduit.ApiService.Favorites;

/// <summary>
/// Switches a favourite on or off on the article's shard, with the count and the job, in one statement: it is one round trip, and of any
/// number that run at once each counts once.
/// </summary>
internal static class FavoriteSwitch
{
    private const string OnSql = """
        -- favourite on
        with switched as (
            insert into favorites (article_id, user_id, is_on, version)
            select id, $2, true, 1 from articles where id = $1
            on conflict (article_id, user_id) do update set is_on = true, version = favorites.version + 1 where not favorites.is_on
            returning version
        ), counted as (
            update article_counters set favorites = favorites + 1 from switched where article_id = $1
        )
        insert into jobs (kind, payload, trace_parent)
        select $3, jsonb_build_object('articleId', $1, 'userId', $2, 'version', version), $4 from switched
        """;

    private const string OffSql = """
        -- favourite off
        with switched as (
            update favorites set is_on = false, version = version + 1
            where article_id = $1 and user_id = $2 and is_on
            returning version
        )
        update article_counters set favorites = favorites - 1 from switched where article_id = $1
        """;

    public static async Task SwitchOnAsync(this Shard shard, long article, long user, JobBell bell, CancellationToken cancel)
    {
        await using var command = Command(shard, OnSql, article, user);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JobKinds.FavoriteNoted });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        if (await command.ExecuteNonQueryAsync(cancel) > 0) bell.Ring(shard.Primary);
    }

    public static async Task SwitchOffAsync(this Shard shard, long article, long user, CancellationToken cancel)
    {
        await using var command = Command(shard, OffSql, article, user);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlCommand Command(Shard shard, string sql, long article, long user)
    {
        var command = shard.Primary.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = article });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
        return command;
    }
}
