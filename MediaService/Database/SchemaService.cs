using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Conduit.MediaService.Database;

/// <summary>Brings the database to this build's schema at the start, and reports whether it answers.</summary>
internal sealed partial class SchemaService(MediaDatabase database, ILogger<SchemaService> logger) : BackgroundService, IHealthCheck
{
    private const long LockKey = 0x6d65646961;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the schema is there.</summary>
    public Task Ready => _ready.Task;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!Ready.IsCompleted) return HealthCheckResult.Unhealthy("The schema is being made.");
        try
        {
            await database.ExecuteAsync(Statement.Of("select 1"), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The lock ends with the transaction: servers that start at once take turns.
                await database.ExecuteAsync([Statement.Of("select pg_advisory_xact_lock($1)", LockKey), .. Statements()], stoppingToken);
                _ready.TrySetResult();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogWaiting(e.Message);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static IEnumerable<NpgsqlBatchCommand> Statements()
    {
        using var reader = new StreamReader(typeof(SchemaService).Assembly.GetManifestResourceStream("schema.sql")!);
        return [.. reader.ReadToEnd().Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(sql => new NpgsqlBatchCommand(sql))];
    }

    [LoggerMessage(LogLevel.Warning, "The schema of database 'media' cannot be made yet; trying again: {Reason}")]
    private partial void LogWaiting(string reason);
}

internal static class DatabaseExtensions
{
    public static void AddDatabase(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                options.Connection = configuration.GetConnectionString(DatabaseOptions.Name) ?? "")
            .Validate(
                options => options.IsValid,
                "The connection string media is missing or cannot be read: set ConnectionStrings__media (AppHost does) "
                + "as in Host=…;Username=…;Password=…;Database=….")
            .ValidateOnStart();
        builder.Services.AddSingleton<MediaDatabase>();
        builder.Services.AddSingleton<SchemaService>().AddHostedService(services => services.GetRequiredService<SchemaService>());
        builder.Services.AddHealthChecks().AddCheck<SchemaService>("database");
    }
}
