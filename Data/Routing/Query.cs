using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>Statements that go to a database in one round trip, and how their answers are read. A value: it may be sent to many databases, and again.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
/// <param name="Commands">Makes the statements.</param>
/// <param name="Read">Reads the answers; the reader stands on the first. Of a write, every statement but the last may answer nothing.</param>
public sealed record Query<T>(Func<NpgsqlBatchCommand[]> Commands, Func<NpgsqlDataReader, CancellationToken, Task<T>> Read);

/// <summary>The usual queries.</summary>
public static class Query
{
    /// <summary>One statement that gives rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <param name="row">Reads a row.</param>
    /// <returns>The query.</returns>
    public static Query<List<T>> Rows<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row) => new(() => [command()], (reader, cancel) => reader.RowsAsync(row, cancel));

    /// <summary>One statement that gives a row or none.</summary>
    /// <typeparam name="T">What the row becomes.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <param name="row">Reads the row.</param>
    /// <returns>The query.</returns>
    public static Query<T?> Row<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row)
        where T : class => new(() => [command()], (reader, cancel) => reader.RowAsync(row, cancel));

    /// <summary>One statement that gives a single value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <returns>The query.</returns>
    public static Query<T> Value<T>(Func<NpgsqlBatchCommand> command) => new(() => [command()], (reader, cancel) => reader.ValueAsync<T>(cancel));

    /// <summary>Reads the rows of this answer.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads a row.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The rows.</returns>
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Reads the only row of this answer.</summary>
    /// <typeparam name="T">What the row becomes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads the row.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The row; null when there is none.</returns>
    public static async Task<T?> RowAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancel)
        where T : class => await reader.ReadAsync(cancel) ? row(reader) : null;

    /// <summary>Reads the only value of this answer.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public static async Task<T> ValueAsync<T>(this NpgsqlDataReader reader, CancellationToken cancel) => await reader.ReadAsync(cancel)
        ? await reader.GetFieldValueAsync<T>(0, cancel)
        : throw new InvalidOperationException("The statement gave no row.");

    /// <summary>Reads a text that may be null.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="column">Its place in the row.</param>
    /// <returns>The text.</returns>
    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
