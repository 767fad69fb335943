using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data;

/// <summary>Statements on the primary without the freshness protocol, for rows on which no cached value depends, such as jobs.</summary>
public static class PrimaryCommands
{
    /// <summary>Executes a statement.</summary>
    /// <param name="database">The database.</param>
    /// <param name="command">The statement.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>The number of changed rows.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public static async Task<int> ExecuteAsync(this Database database, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Executes a statement and reads its rows.</summary>
    /// <typeparam name="T">The type that a row is read as.</typeparam>
    /// <param name="database">The database.</param>
    /// <param name="command">The statement.</param>
    /// <param name="row">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="NpgsqlException">The primary does not answer.</exception>
    public static async Task<List<T>> ExecuteAsync<T>(
        this Database database, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var batch = database.Primary.CreateBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.RowsAsync(row, cancellationToken);
    }
}
