using Conduit.ApiService.Auth;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Articles;

/// <summary>A shard's newest articles of a list, and how many it has of them.</summary>
internal sealed record ShardPage<T>(List<T> Newest, long Total);

/// <summary>What one shard is asked about a list.</summary>
internal static class ListQueries
{
    public static Query<ShardPage<ArticleRow>> Cards(ListFilter filter, long caller, int count)
    {
        var sql = ListSql.For(filter, count);
        return Page(filter, sql.Cards, sql.Total, caller, ArticleRow.Read);
    }

    public static Query<ShardPage<long>> Ids(ListFilter filter, int count)
    {
        var sql = ListSql.For(filter, count);
        return Page(filter, sql.Ids, sql.Total, Caller.Nobody, row => row.GetInt64(0));
    }

    private static Query<ShardPage<T>> Page<T>(ListFilter filter, string newest, string total, long caller, Func<NpgsqlDataReader, T> row) => new(
        () => [Command(newest, filter, caller), Command(total, filter, caller)],
        async (reader, cancel) =>
        {
            var rows = await reader.RowsAsync(row, cancel);
            await reader.NextResultAsync(cancel);
            return new ShardPage<T>(rows, await reader.ValueAsync<long>(cancel));
        });

    private static NpgsqlBatchCommand Command(string sql, ListFilter filter, long caller) => new NpgsqlBatchCommand(sql)
        .With(caller).WithText(filter.Tag).With(filter.Author ?? 0).With(filter.FavoritedBy ?? filter.FollowedBy ?? 0);
}
