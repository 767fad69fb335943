using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>Lets one migrator at a time work on a database: a session's advisory lock, which the server releases when the migrator dies.</summary>
internal sealed class SchemaLock : IAsyncDisposable
{
    private const long Key = 0x436f6e6475697401;

    private readonly NpgsqlConnection _session;

    private SchemaLock(NpgsqlConnection session) => _session = session;

    public static async Task<SchemaLock> TakeAsync(Database database, CancellationToken cancel)
    {
        var session = await database.Primary.OpenConnectionAsync(cancel);
        try
        {
            await using var command = new NpgsqlCommand("select pg_advisory_lock($1)", session) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
            await command.ExecuteNonQueryAsync(cancel);
            return new SchemaLock(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using (_session)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock($1)", _session);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
            await command.ExecuteNonQueryAsync();
        }
    }
}
