using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conduit.Data;

/// <summary>How every connection string of ours is completed.</summary>
internal static class ConnectionSettings
{
    // Postgres allows 100 connections by default; several servers and workers share them.
    private const int PoolSize = 20;

    public static string Complete(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A node's role is asked anew after a second: with the default of ten, a failover lasts that long.
        settings.HostRecheckSeconds = 1;
        if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = PoolSize;
        if (!settings.ShouldSerialize("Timeout")) settings.Timeout = 5;
        // What is asked again and again is planned once a connection.
        if (!settings.ShouldSerialize("Max Auto Prepare")) settings.MaxAutoPrepare = 64;
        // Nothing that is sent changes its session for the next one, and resetting costs a statement a query.
        settings.NoResetOnClose = true;
        return settings.ConnectionString;
    }

    public static NpgsqlDataSourceBuilder DataSource(string name, string connectionString, ILoggerFactory loggers) =>
        new NpgsqlDataSourceBuilder(Complete(connectionString)) { Name = name }.UseLoggerFactory(loggers).UseOwnTracing();
}
