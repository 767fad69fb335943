using Npgsql;

namespace Conduit.Worker.Seed;

/// <summary>
/// A table as it is filled: rows are copied beside it, then those that it lacks are inserted, so that the same rows may come again.
/// </summary>
/// <typeparam name="T">What a row is made of.</typeparam>
/// <param name="Name">The table's name.</param>
/// <param name="Columns">Its columns, with commas between.</param>
/// <param name="Write">Writes a row's values, in that order.</param>
internal sealed record SeedTable<T>(string Name, string Columns, Action<NpgsqlBinaryImporter, T> Write)
{
    // Many rows, and triggers that count them.
    private const int TimeoutSeconds = 600;

    /// <summary>What the copy is called until the transaction ends.</summary>
    public string Copied => $"copied_{Name}";

    /// <summary>Adds rows, within the connection's transaction.</summary>
    public async Task AddAsync(NpgsqlConnection connection, IEnumerable<T> rows, CancellationToken cancel)
    {
        await ExecuteAsync(connection, $"create temp table {Copied} on commit drop as select {Columns} from {Name} with no data", cancel);
        await using (var copy = await connection.BeginBinaryImportAsync($"copy {Copied} ({Columns}) from stdin (format binary)", cancel))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancel);
                Write(copy, row);
            }

            await copy.CompleteAsync(cancel);
        }

        await ExecuteAsync(connection, $"insert into {Name} ({Columns}) select {Columns} from {Copied} on conflict do nothing", cancel);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = TimeoutSeconds };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
