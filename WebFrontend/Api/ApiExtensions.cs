using Conduit.ServiceDefaults;
using Microsoft.Extensions.Http.Resilience;

namespace Conduit.WebFrontend.Api;

internal static class ApiExtensions
{
    public static void AddConduitApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiOptions>()
            .BindConfiguration(ApiOptions.Section)
            .ValidateDataAnnotations()
            .Validate(
                _ => builder.Configuration.GetSection("services:edge:http").GetChildren().Any(),
                "The API has no address: set services__edge__http__0 to the edge's, such as http://127.0.0.1:5080 (AppHost does so).")
            .ValidateOnStart();

        builder.Services.AddHttpClient<ApiClient>(Configure);
#pragma warning disable EXTEXP0001 // the only way to leave out the handler that ConfigureHttpClientDefaults adds
        builder.Services.AddHttpClient<ApiStreamClient>(Configure).RemoveAllResilienceHandlers();
        builder.Services.AddHttpClient<MediaClient>(Configure).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services.AddSingleton<ClientResponseCache>().AddSingleton<SharedReads>();
        builder.Services.AddSingleton<ApiServerConnections>().AddSingleton<ApiReader>();
        builder.Services.AddSingleton<ApiServers>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ApiServers>());
        builder.Services.AddScoped<ConduitApi>();

        // A visitor waits for the page: one quick retry, because the edge has tried every server already.
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.Delay = TimeSpan.FromMilliseconds(100);
            options.Retry.ShouldRetryAfterHeader = false;
        });
    }

    private static void Configure(IServiceProvider services, HttpClient client)
    {
        client.BaseAddress = new Uri("http://edge");
        client.Timeout = Timeout.InfiniteTimeSpan; // each request has its own
        if (services.GetRequiredService<PeerKey>().Value is { } key) client.DefaultRequestHeaders.Add(OperatorKeyExtensions.Header, key);
    }
}
