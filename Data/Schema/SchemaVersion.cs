using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conduit.Data.Schema;

/// <summary>
/// Checks whether a database has all migrations of this build. A database with more is current too: a newer build runs beside this one.
/// </summary>
internal static class SchemaVersion
{
    private const string ExistsSql = """select exists(select from "__EFMigrationsHistory" where "MigrationId" = $1)""";

    public static string Newest<TContext>()
        where TContext : DbContext => Contexts.ForDesign<TContext>().Database.GetMigrations().Last();

    public static async Task<bool> HasAsync(Database database, string migration, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Primary.CreateCommand(ExistsSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }
}
