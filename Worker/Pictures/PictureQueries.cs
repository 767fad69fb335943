using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Worker.Pictures;

/// <summary>Reads what contains pictures, with a version that rises with each change.</summary>
internal static class PictureQueries
{
    private const string OfArticleSql = """
        -- pictures of an article
        select body, (extract(epoch from updated_at) * 1000000)::bigint from articles where id = $1
        """;

    private const string OfAccountSql = "-- picture of an account\nselect image, profile_version::bigint from accounts where id = $1";

    public static Query<PictureText?> OfArticle(long id) => Of(OfArticleSql, id);

    public static Query<PictureText?> OfAccount(long id) => Of(OfAccountSql, id);

    private static Query<PictureText?> Of(string sql, long id) =>
        Query.Row(() => new NpgsqlBatchCommand(sql).With(id), row => new PictureText(row.Text(0), row.GetInt64(1)));
}

/// <summary>A text that may contain addresses of pictures.</summary>
internal sealed record PictureText(string? Text, long Version);
