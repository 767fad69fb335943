using Npgsql;

namespace Conduit.Lab.Baseline;

/// <summary>Runs one statement in one round trip.</summary>
internal static class Statement
{
    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] values)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public static async Task<T> RowAsync<T>(
        this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] values) =>
        (await database.RowsAsync(sql, read, values))[0];

    public static NpgsqlParameter Value<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
