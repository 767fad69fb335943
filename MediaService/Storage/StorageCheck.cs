using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.MediaService.Storage;

/// <summary>Without its storage the service is degraded: lists and deletions work, and caches have what was delivered.</summary>
internal sealed class StorageCheck(IObjectStore store) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(800);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            if (await store.IsAvailableAsync(timeout.Token)) return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It took too long.
        }

        return HealthCheckResult.Degraded("The object storage does not answer.");
    }
}

internal static class StorageExtensions
{
    public static void AddObjectStore(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                options.Connection = configuration.GetConnectionString(StorageOptions.Name) ?? "")
            .Validate(
                options => options.IsValid,
                "The connection string storage is missing or cannot be read: set ConnectionStrings__storage (AppHost does) "
                + "to that of an Azure Storage account, as in AccountName=…;AccountKey=…;BlobEndpoint=….")
            .ValidateOnStart();
        builder.Services.AddSingleton<IObjectStore, AzureObjectStore>();
        builder.Services.AddHealthChecks().AddCheck<StorageCheck>("storage");
    }
}
