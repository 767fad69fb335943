using Conduit.ServiceDefaults;
using Npgsql;

namespace Conduit.Worker.Seed;

/// <summary>The worker started with the argument <c>seed</c>: fills the databases and ends.</summary>
internal static class SeedCommand
{
    public static bool IsAskedFor(string[] args) => args.Contains("seed", StringComparer.Ordinal);

    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SeedOptions>().BindConfiguration(SeedOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<Seeder>();
        var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        return await app.RunOnceAsync(
            stop => scope.ServiceProvider.GetRequiredService<Seeder>().SeedAsync(Console.WriteLine, stop),
            fault => fault switch
            {
                SeedException => fault.Message,
                // EF wraps what the database said.
                NpgsqlException or TimeoutException or { InnerException: NpgsqlException } => $"Seeding stopped, and goes on when it is started again: {fault.GetBaseException().Message}",
                OperationCanceledException => "Seeding was stopped; it goes on when it is started again.",
                _ => null,
            });
    }
}
