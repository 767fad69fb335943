using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Conduit.ServiceDefaults;

internal static class Resilience
{
    // A POST, PUT, PATCH or DELETE whose answer was lost may have been done: only its sender can tell whether to repeat it.
    public static void AddResilience(this IHttpClientBuilder http) =>
        http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
}
