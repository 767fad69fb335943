using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>Says on a shard who was told something, to whoever shows him.</summary>
public static class NotificationNotifier
{
    /// <summary>The channel; what is said is the user's id.</summary>
    public const string Channel = "notifications";

    /// <summary>
    /// Says it. When the database does not answer, it stays unsaid: who shows the user looks now and then without being told.
    /// </summary>
    /// <param name="database">The user's shard.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>When it is said.</returns>
    public static async Task RingAsync(Database database, long user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        try
        {
            await using var command = database.Primary.CreateCommand("-- user told\nselect pg_notify($1, $2::text)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            // What he is told is written: that is what counts.
        }
    }
}
