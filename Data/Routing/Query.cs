using Npgsql;

namespace Conduit.Data.Routing;

/// <summary>
/// Statements that go to a database in one round trip, and how their answers are read. A value: it may be sent to many databases, and
/// again.
/// </summary>
/// <typeparam name="T">What comes of it.</typeparam>
/// <param name="Commands">Makes the statements.</param>
/// <param name="Read">Reads the answers; the reader stands on the first.</param>
public sealed record Query<T>(Func<NpgsqlBatchCommand[]> Commands, Func<NpgsqlDataReader, CancellationToken, Task<T>> Read)
{
    /// <summary>
    /// The tags that an answer depends on: every write that would change it touches one of them. Unless it says more, all that is in the
    /// database.
    /// </summary>
    public Func<T, IReadOnlyCollection<string>> DependsOn { get; init; } = _ => Tags.Everything;

    /// <summary>Under what an answer is kept for whoever asks the same; null: it is not kept.</summary>
    public string? Key { get; init; }

    /// <summary>About how many characters of text an answer holds: what it weighs in memory, beside a kilobyte for each tag.</summary>
    public Func<T, int> Characters { get; init; } = _ => 0;
}

/// <summary>What is asked about several things of a kind at once, each of which is kept by itself.</summary>
/// <typeparam name="T">What comes of one.</typeparam>
/// <param name="Kind">Tells it from every other query of its database.</param>
/// <param name="Of">Makes the query for some ids; what there is not, is not in the answer.</param>
/// <param name="Id">Which one this is.</param>
/// <param name="DependsOn">The tags that one depends on.</param>
/// <param name="Characters">About how many characters of text one holds.</param>
public sealed record BatchQuery<T>(string Kind, Func<long[], Query<List<T>>> Of, Func<T, long> Id, Func<T, IReadOnlyCollection<string>> DependsOn, Func<T, int> Characters);

/// <summary>What changes a database, in one round trip.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
/// <param name="Statements">The statements; every one but the last may answer nothing.</param>
/// <param name="Touches">The tags of all that may read otherwise after it.</param>
public sealed record Write<T>(Query<T> Statements, IReadOnlyList<string> Touches);

/// <summary>The usual queries.</summary>
public static class Query
{
    /// <summary>One statement that gives rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <param name="row">Reads a row.</param>
    /// <returns>The query.</returns>
    public static Query<List<T>> Rows<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row) => new(() => [command()], (reader, cancellationToken) => reader.RowsAsync(row, cancellationToken));

    /// <summary>One statement that gives a row or none.</summary>
    /// <typeparam name="T">What the row becomes.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <param name="row">Reads the row.</param>
    /// <returns>The query.</returns>
    public static Query<T?> Row<T>(Func<NpgsqlBatchCommand> command, Func<NpgsqlDataReader, T> row)
        where T : class => new(() => [command()], (reader, cancellationToken) => reader.RowAsync(row, cancellationToken));

    /// <summary>One statement that gives a single value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="command">Makes the statement.</param>
    /// <returns>The query.</returns>
    public static Query<T> Value<T>(Func<NpgsqlBatchCommand> command) => new(() => [command()], (reader, cancellationToken) => reader.ValueAsync<T>(cancellationToken));

    /// <summary>Names what an answer depends on.</summary>
    /// <typeparam name="T">What comes of the query.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="tags">The tags of an answer.</param>
    /// <returns>The query with them.</returns>
    public static Query<T> DependingOn<T>(this Query<T> query, Func<T, IReadOnlyCollection<string>> tags) => query with { DependsOn = tags };

    /// <summary>Has the answers kept.</summary>
    /// <typeparam name="T">What comes of the query; it goes through JSON.</typeparam>
    /// <param name="query">The query.</param>
    /// <param name="key">Tells it from every other query of its database.</param>
    /// <param name="characters">About how many characters of text an answer holds.</param>
    /// <returns>The query with that.</returns>
    public static Query<T> CachedAs<T>(this Query<T> query, string key, Func<T, int>? characters = null) => query with { Key = key, Characters = characters ?? query.Characters };

    /// <summary>Makes a write of it.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="query">The statements.</param>
    /// <param name="tags">The tags of all that may read otherwise after it.</param>
    /// <returns>The write.</returns>
    public static Write<T> Invalidating<T>(this Query<T> query, params IReadOnlyList<string> tags) => new(query, tags);

    /// <summary>Reads the rows of this answer.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads a row.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows.</returns>
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Reads the only row of this answer.</summary>
    /// <typeparam name="T">What the row becomes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="row">Reads the row.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The row; null when there is none.</returns>
    public static async Task<T?> RowAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
        where T : class => await reader.ReadAsync(cancellationToken) ? row(reader) : null;

    /// <summary>Reads the only value of this answer.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    public static async Task<T> ValueAsync<T>(this NpgsqlDataReader reader, CancellationToken cancellationToken) => await reader.ReadAsync(cancellationToken)
        ? await reader.GetFieldValueAsync<T>(0, cancellationToken)
        : throw new InvalidOperationException("The statement gave no row.");

    /// <summary>Reads a text that may be null.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="column">Its place in the row.</param>
    /// <returns>The text.</returns>
    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
