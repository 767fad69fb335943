using Conduit.MediaService.Contract;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Auth;

internal static class TokenExtensions
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static void AddTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System)
            .AddSingleton<PublicKeys>()
            .AddSingleton<TokenVerifier>()
            .AddSingleton<SessionCheck>();
#pragma warning disable EXTEXP0001 // the only way to leave out the handler that ConfigureHttpClientDefaults adds; it waits between attempts
        builder.Services.AddHttpClient(nameof(ApiClient), Configure).RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.Services.AddSingleton<Func<ApiClient>>(services =>
            () => new ApiClient(services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(ApiClient))));
    }

    /// <summary>Requires a token whose session lasts.</summary>
    public static RouteHandlerBuilder RequireCaller(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter<CallerFilter>().ProducesErrors(StatusCodes.Status401Unauthorized);

    /// <summary>Whether a request to the API failed, and not because its client went away.</summary>
    public static bool IsApiUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static void Configure(IServiceProvider services, HttpClient http)
    {
        http.BaseAddress = new Uri(services.GetRequiredService<IOptions<TokenOptions>>().Value.Authority);
        http.Timeout = Timeout;
    }
}
