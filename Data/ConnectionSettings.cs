using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>Adds defaults to the connection strings.</summary>
internal static class ConnectionSettings
{
    // Postgres allows 100 connections by default; several servers and workers share them.
    private const int PoolSize = 20;

    public static string Complete(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A node's role is checked again after a second: with the default of ten, a failover takes that long.
        settings.HostRecheckSeconds = 1;
        if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = PoolSize;
        if (!settings.ShouldSerialize("Timeout")) settings.Timeout = 5;
        // Repeated statements are planned once per connection.
        if (!settings.ShouldSerialize("Max Auto Prepare")) settings.MaxAutoPrepare = 64;
        // No statement changes its session's state, and a reset costs an additional statement per query.
        settings.NoResetOnClose = true;
        return settings.ConnectionString;
    }

    public static NpgsqlDataSourceBuilder DataSource(string name, string connectionString, ILoggerFactory loggers) =>
        new NpgsqlDataSourceBuilder(Complete(connectionString)) { Name = name }.UseLoggerFactory(loggers).UseOwnTracing();
}
