using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Statements for one round trip to a database, and the reader of their results. It is immutable and may be sent to several databases and
/// repeatedly.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Commands">Creates the statements.</param>
/// <param name="Read">Reads the results; the reader is positioned before the rows of the first.</param>
public sealed record Query<T>(Func<NpgsqlBatchCommand[]> Commands, Func<NpgsqlDataReader, CancellationToken, Task<T>> Read)
{
    /// <summary>
    /// The cache tags that a result depends on: every write that would change it invalidates one of them. By default it depends on
    /// everything in the database.
    /// </summary>
    public Func<T, IReadOnlyCollection<string>> DependsOn { get; init; } = _ => CacheTags.Everything;

    /// <summary>The cache key; null: results are not cached.</summary>
    public string? Key { get; init; }

    /// <summary>
    /// Returns the approximate number of characters in a result. Its size in memory is estimated from it, plus a kilobyte per cache tag.
    /// </summary>
    public Func<T, int> Characters { get; init; } = _ => 0;
}

/// <summary>A query for several items of a kind, each of which is cached by itself.</summary>
/// <typeparam name="T">The type of an item.</typeparam>
/// <param name="Kind">The prefix of the cache keys, unique in the database.</param>
/// <param name="Of">Creates the query for some ids; the result lacks items that do not exist.</param>
/// <param name="Id">Returns the id of an item.</param>
/// <param name="DependsOn">Returns the cache tags that an item depends on.</param>
/// <param name="Characters">Returns the approximate number of characters in an item.</param>
public sealed record BatchQuery<T>(
    string Kind,
    Func<long[], Query<List<T>>> Of,
    Func<T, long> Id,
    Func<T, IReadOnlyCollection<string>> DependsOn,
    Func<T, int> Characters);

/// <summary>The usual queries.</summary>
public static class Query
{
    /// <summary>One statement that returns rows.</summary>
    /// <typeparam name="T">The type that a row is read as.</typeparam>
    /// <param name="command">Creates the statement.</param>
    /// <param name="row">Reads a row.</param>
    /// <returns>The query.</returns>
    public static Query<List<T>> Rows<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row) =>
        new(() => [command()], (reader, cancellationToken) => reader.RowsAsync(row, cancellationToken));

    /// <summary>One statement that returns at most one row.</summary>
    /// <typeparam name="T">The type that the row is read as.</typeparam>
    /// <param name="command">Creates the statement.</param>
    /// <param name="row">Reads the row.</param>
    /// <returns>The query.</returns>
    public static Query<T?> Row<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row)
        where T : class => new(() => [command()], (reader, cancellationToken) => reader.RowAsync(row, cancellationToken));

    /// <summary>One statement that returns one value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="command">Creates the statement.</param>
    /// <returns>The query.</returns>
    public static Query<T> Value<T>(Func<NpgsqlBatchCommand> command) =>
        new(() => [command()], (reader, cancellationToken) => reader.ValueAsync<T>(cancellationToken));

    /// <summary>Sets the cache tags that a result depends on.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="tags">Returns the tags of a result.</param>
    /// <returns>The query with them.</returns>
    public static Query<T> DependingOn<T>(this Query<T> query, Func<T, IReadOnlyCollection<string>> tags) =>
        query with { DependsOn = tags };

    /// <summary>Makes the results cacheable.</summary>
    /// <typeparam name="T">The type of the result, which must be serializable as JSON.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="key">The cache key, unique in the database.</param>
    /// <param name="characters">Returns the approximate number of characters in a result.</param>
    /// <returns>The query with the cache key.</returns>
    public static Query<T> CachedAs<T>(this Query<T> query, string key, Func<T, int>? characters = null) =>
        query with { Key = key, Characters = characters ?? query.Characters };

    /// <summary>Turns statements into a write.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="query">The statements.</param>
    /// <param name="tags">The cache tags that it invalidates.</param>
    /// <returns>The write.</returns>
    public static Write<T> Invalidating<T>(this Query<T> query, params IReadOnlyList<string> tags) => new(query, tags);

    /// <summary>Reads the rows of the current result.</summary>
    /// <typeparam name="T">The type that a row is read as.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The rows.</returns>
    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Reads the only row of the current result.</summary>
    /// <typeparam name="T">The type that the row is read as.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads the row.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The row; null when there is none.</returns>
    public static async Task<T?> RowAsync<T>(
        this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
        where T : class => await reader.ReadAsync(cancellationToken) ? row(reader) : null;

    /// <summary>Reads the only value of the current result.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public static async Task<T> ValueAsync<T>(this NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? await reader.GetFieldValueAsync<T>(0, cancellationToken)
            : throw new InvalidOperationException("The statement returned no row.");

    /// <summary>Reads a text that may be null.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="column">The index of the column.</param>
    /// <returns>The text.</returns>
    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
