using Npgsql;

namespace Conduit.Seed;

/// <summary>
/// A table to fill. Rows are copied into a temporary table, then the missing ones are inserted, so repeated rows do no harm.
/// </summary>
/// <typeparam name="T">The type that a row is made of.</typeparam>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">Its columns, separated by commas.</param>
/// <param name="Write">Writes a row's values, in that order.</param>
internal sealed record SeedTable<T>(string Name, string Columns, Action<NpgsqlBinaryImporter, T> Write)
{
    // A batch has many rows, and triggers count each of them.
    private const int TimeoutSeconds = 600;

    /// <summary>The name of the temporary table, which exists until the transaction ends.</summary>
    public string Copied => $"copied_{Name}";

    /// <summary>Adds rows, within the connection's transaction.</summary>
    public async Task AddAsync(NpgsqlConnection connection, IEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var createSql = $"create temp table {Copied} on commit drop as select {Columns} from {Name} with no data";
        var copySql = $"copy {Copied} ({Columns}) from stdin (format binary)";
        var insertSql = $"insert into {Name} ({Columns}) select {Columns} from {Copied} on conflict do nothing";
        await ExecuteAsync(connection, createSql, cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync(copySql, cancellationToken))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                Write(copy, row);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await ExecuteAsync(connection, insertSql, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
