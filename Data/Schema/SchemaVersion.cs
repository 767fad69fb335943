using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>
/// Whether a database has every migration that this build knows. One that has more is current too: then a newer build runs beside this one.
/// </summary>
internal static class SchemaVersion
{
    public static string Newest<TContext>()
        where TContext : DbContext => Contexts.ForDesign<TContext>().Database.GetMigrations().Last();

    public static async Task<bool> HasAsync(Database database, string migration, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Primary.CreateCommand("""select exists(select from "__EFMigrationsHistory" where "MigrationId" = $1)""");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }
}
