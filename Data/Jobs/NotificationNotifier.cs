using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>Notifies the API servers, through a shard, that a user has a new notification.</summary>
public static class NotificationNotifier
{
    /// <summary>The channel; the payload is the user's id.</summary>
    public const string Channel = "notifications";

    /// <summary>
    /// Sends the notification. It is lost when the database does not answer; the API servers also poll.
    /// </summary>
    /// <param name="database">The user's shard.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when it is sent.</returns>
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
            // The notification itself is stored already.
        }
    }
}
