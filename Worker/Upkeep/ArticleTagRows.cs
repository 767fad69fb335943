using Conduit.Data;
using Npgsql;

namespace Conduit.Worker.Upkeep;

/// <summary>Makes the index of articles by tag agree with the articles' own lists of tags.</summary>
internal static class ArticleTagRows
{
    private const string FindSql = """
        -- tag rows compared
        select article.id from articles article
        left join (select article_id, array_agg(tag order by tag) as tags
            from article_tags group by 1) indexed on indexed.article_id = article.id
        where coalesce(indexed.tags, '{}') <> coalesce((select array_agg(distinct tag order by tag)
            from unnest(article.tag_list) tag), '{}')
        """;

    // The repair reads the rows again under the lock, which every writer of an article's tags holds.
    private const string LockSql = "-- articles locked\nselect id from articles where id = any ($1) order by id for update";

    private const string RemoveSql = """
        -- tag rows removed
        delete from article_tags using articles article where article.id = any ($1) and article_id = article.id
            and tag <> all (article.tag_list)
        """;

    private const string AddSql = """
        -- tag rows added
        insert into article_tags (tag, article_id) select distinct tag, id from articles, unnest(tag_list) tag where id = any ($1)
        on conflict do nothing
        """;

    /// <summary>Removes rows of tags that their article does not have and adds those that are missing.</summary>
    /// <returns>How many rows.</returns>
    public static async Task<long> RepairAsync(Database database, CancellationToken cancellationToken)
    {
        var articles = await FindAsync(database, cancellationToken);
        if (articles.Length == 0) return 0;

        await using var connection = await database.Primary.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, LockSql, articles, cancellationToken);
        var removed = await RunAsync(connection, RemoveSql, articles, cancellationToken);
        var added = await RunAsync(connection, AddSql, articles, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed + added;
    }

    private static async Task<long[]> FindAsync(Database database, CancellationToken cancellationToken)
    {
        await using var command = database.Primary.CreateCommand(FindSql);
        // Compares all articles, which may take minutes.
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var articles = new List<long>();
        while (await reader.ReadAsync(cancellationToken)) articles.Add(reader.GetInt64(0));
        return [.. articles];
    }

    // A select reports -1 rows; only its lock matters.
    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, long[] articles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = articles });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
