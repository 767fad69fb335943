using Microsoft.Extensions.Http.Resilience;

namespace Conduit.WebFrontend.Api;

internal static class ApiRegistration
{
    public static void AddConduitApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiOptions>()
            .BindConfiguration("Api")
            .ValidateDataAnnotations()
            .Validate(
                _ => builder.Configuration.GetSection("services:edge:http").GetChildren().Any(),
                "The API is not known: set services__edge__http__0 to the edge's address, such as http://127.0.0.1:5080 (AppHost does so).")
            .ValidateOnStart();

        builder.Services.AddHttpClient<ApiClient>(client =>
        {
            client.BaseAddress = new Uri("http://edge");
            client.Timeout = Timeout.InfiniteTimeSpan; // each request has its own
        });
        builder.Services.AddSingleton<KnownAnswers>();
        builder.Services.AddScoped<ConduitApi>();

        // Someone waits for the page: one quick retry, for the edge has tried every server already.
        builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            options.Retry.MaxRetryAttempts = 1;
            options.Retry.Delay = TimeSpan.FromMilliseconds(100);
            options.Retry.ShouldRetryAfterHeader = false;
        });
    }
}
