using Conduit.ServiceDefaults;
using Npgsql;

namespace Conduit.Worker.Seed;

/// <summary>The worker started with the argument <c>seed</c>: fills the databases and ends.</summary>
internal static class SeedCommand
{
    public static bool IsRequested(string[] args) => args.Contains("seed", StringComparer.Ordinal);

    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SeedOptions>()
            .BindConfiguration(SeedOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddScoped<Seeder>();
        var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        return await app.RunOnceAsync(
            cancellationToken => scope.ServiceProvider.GetRequiredService<Seeder>().SeedAsync(Console.WriteLine, cancellationToken),
            fault => fault switch
            {
                SeedException => fault.Message,
                // EF wraps the exceptions of the database.
                NpgsqlException or TimeoutException or { InnerException: NpgsqlException } =>
                    $"Seeding failed; the next run continues it: {fault.GetBaseException().Message}",
                OperationCanceledException => "Seeding was stopped; the next run continues it.",
                _ => null,
            });
    }
}
