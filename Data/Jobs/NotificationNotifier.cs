using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>Notifies the API servers, through a shard, that a user has a new notification.</summary>
public static class NotificationNotifier
{
    /// <summary>The channel; the payload is the user's id.</summary>
    public const string Channel = "notifications";

    private const string NotifySql = "-- user notified\nselect pg_notify($1, $2::text)";

    /// <summary>
    /// Sends the notification. It is lost when the database does not answer; the API servers also poll.
    /// </summary>
    /// <param name="database">The user's shard.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>A task that completes when it is sent.</returns>
    public static async Task NotifyAsync(Database database, long user, CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync(new NpgsqlBatchCommand(NotifySql).With(Channel).With(user), cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The notification itself is stored already.
        }
    }
}
