using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.OutputCaching;

namespace Conduit.ApiService.Caching;

/// <summary>Whole answers, as they are kept here and by clients.</summary>
internal static class AnswersExtensions
{
    private const string ConnectionName = "cache";
    private const int ConnectMilliseconds = 1000;

    public static void AddAnswers(this IHostApplicationBuilder builder)
    {
        builder.AddLiveSwitches("Caching:Output", "Caching:Client");
        builder.Services.AddOptions<CacheConnection>()
            .Configure<IConfiguration>((cache, configuration) => cache.Text = configuration.GetConnectionString(ConnectionName))
            .Validate(cache => !string.IsNullOrWhiteSpace(cache.Text), $"The connection string {ConnectionName} is missing: set ConnectionStrings__{ConnectionName} (AppHost does).")
            .ValidateOnStart();
        builder.Services.AddOptions<CachingOptions>().BindConfiguration(CachingOptions.Section)
            .Validate(caching => caching.AnswerMegabytes > 0, "Caching__AnswerMegabytes must be 1 or more.").ValidateOnStart();
        builder.Services.AddOutputCache(options => options.UseCaseSensitivePaths = true);
        builder.AddRedisOutputCache(
            ConnectionName,
            // Without it the service is slower, not ill.
            settings => settings.DisableHealthChecks = true,
            options => options.FailFast(ConnectMilliseconds));
        builder.Services.AddSingleton<KnownTags>();
        builder.Services.KeepInMemoryToo();
    }

    /// <summary>Comes before all that reads for an answer.</summary>
    public static void UseObservation(this WebApplication app) => app.UseMiddleware<ObservationMiddleware>();

    /// <summary>Comes after all that may refuse the request.</summary>
    public static void UseAnswers(this WebApplication app)
    {
        app.UseOutputCache();
        app.UseMiddleware<EntityTagMiddleware>();
    }

    /// <summary>Has anonymous answers kept whole.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="query">The parts of the query that it reads.</param>
    /// <returns>The endpoint.</returns>
    public static TBuilder KeepsAnswers<TBuilder>(this TBuilder endpoint, params string[] query)
        where TBuilder : IEndpointConventionBuilder => endpoint.CacheOutput(policy => policy.AddPolicy<AnswerPolicy>().SetVaryByQuery(query));

    private static void KeepInMemoryToo(this IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
        services.Remove(inner);
        services.AddSingleton<IOutputCacheStore>(provider => ActivatorUtilities.CreateInstance<AnswerStore>(
            provider, inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)));
    }

    private sealed class CacheConnection
    {
        public string? Text { get; set; }
    }
}
