using Conduit.MediaService.Contract;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Conduit.MediaService.Auth;

internal static class TokenExtensions
{
    /// <summary>The HTTP client of the API.</summary>
    public const string ApiClient = "api";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static void AddTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System)
            .AddSingleton<PublicKeys>()
            .AddSingleton<TokenVerifier>()
            .AddSingleton<SessionCheck>();
        builder.Services.AddHttpClient(ApiClient).ConfigureHttpClient((services, http) =>
        {
            http.BaseAddress = new Uri(services.GetRequiredService<IOptions<TokenOptions>>().Value.Authority);
            http.Timeout = Timeout;
        });
    }

    /// <summary>Requires a token whose session lasts.</summary>
    public static RouteHandlerBuilder RequireCaller(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter<CallerFilter>().ProducesErrors(StatusCodes.Status401Unauthorized);

    /// <summary>Whether a request to the API failed, and not because its client went away.</summary>
    public static bool IsApiUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or TimeoutRejectedException or ExecutionRejectedException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
