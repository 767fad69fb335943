using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>Creates a missing database, if the role is allowed to.</summary>
internal static class MissingDatabase
{
    /// <summary>Waits until the primary answers; returns true when the database had to be created.</summary>
    public static async Task<bool> CreateAsync(Database database, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var start = TimeProvider.System.GetTimestamp(); ; await Task.Delay(500, cancellationToken))
        {
            try
            {
                await using var connection = await database.Primary.OpenConnectionAsync(cancellationToken);
                return false;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
            {
                await CreateInAsync(database, cancellationToken);
                return true;
            }
            catch (Exception e) when (IsTransient(e) && TimeProvider.System.GetElapsedTime(start) < timeout)
            {
                // The primary is starting, or a standby is being promoted.
            }
        }
    }

    private static bool IsTransient(Exception e) => e is TimeoutException or NpgsqlException { IsTransient: true }
        || (e is NpgsqlException and not PostgresException);

    private static async Task CreateInAsync(Database database, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Settings);
        var name = settings.Database!;
        settings.Database = "postgres";
        await using var nodes = new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost();
        await using var primary = nodes.WithTargetSession(TargetSessionAttributes.Primary);
        try
        {
            await using var command = primary.CreateCommand($"create database {Quote(name)}");
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another migrator has created it.
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new MigrationException(
                $"{database.Name}: the database {name} does not exist and the role {settings.Username} may not create it.");
        }
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
