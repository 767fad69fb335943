using Conduit.Data.Schema;
using Conduit.ServiceDefaults;

namespace Conduit.Worker.Schema;

/// <summary>The worker started with the argument <c>migrate</c>: brings all databases to this build's schema and ends.</summary>
internal static class MigrateCommand
{
    public static bool IsRequested(string[] args) => args.Contains("migrate", StringComparer.Ordinal);

    public static Task<int> RunAsync(WebApplication app) => app.RunOnceAsync(
        cancellationToken => app.Services.GetRequiredService<Migrator>().MigrateAsync(Console.WriteLine, cancellationToken),
        fault => fault switch
        {
            MigrationException => $"Migration failed. {fault.Message}",
            OperationCanceledException => "Migration was stopped; what it had begun was rolled back.",
            _ => null,
        });
}
