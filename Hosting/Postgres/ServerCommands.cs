using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>What the AppHost does on a server, over a connection to it.</summary>
internal static class ServerCommands
{
    public static async Task ExecuteAsync(this NpgsqlConnection server, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, server);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes everything in memory to the data files.</summary>
    /// <param name="server">The server.</param>
    /// <param name="timeout">For how long it is waited for; zero: however long it takes.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public static async Task CheckpointAsync(this NpgsqlConnection server, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using var checkpoint = new NpgsqlCommand("checkpoint", server) { CommandTimeout = (int)timeout.TotalSeconds };
        await checkpoint.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes the server read its configuration files again.</summary>
    public static Task ReloadAsync(this NpgsqlConnection server, CancellationToken cancellationToken) =>
        server.ExecuteAsync("select pg_reload_conf()", cancellationToken);

    /// <summary>Whether the server runs as a standby.</summary>
    public static async Task<bool> IsInRecoveryAsync(this NpgsqlConnection server, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand("select pg_is_in_recovery()", server);
        return await query.ExecuteScalarAsync(cancellationToken) is true;
    }
}
