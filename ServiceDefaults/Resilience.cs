using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace Conduit.ServiceDefaults;

internal static class Resilience
{
    public static void AddResilience(this IHttpClientBuilder http) => http.AddStandardResilienceHandler(options =>
    {
        options.CircuitBreaker.ShouldHandle = arguments => new(IsOutage(arguments.Outcome));
        options.Retry.ShouldHandle = arguments => new(IsOutage(arguments.Outcome));
        // A POST, PUT, PATCH or DELETE whose response was lost may have been carried out: only its sender can tell whether to repeat it.
        options.Retry.DisableForUnsafeHttpMethods();
    });

    // One circuit breaker serves all callers, so a response that a single caller can provoke (429, 408, 500) does not count as an outage.
    private static bool IsOutage(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException
        || outcome.Result?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
