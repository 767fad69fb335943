using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Limits;

internal static class WriteQuotaExtensions
{
    /// <summary>Refuses an account that has written too much in an hour. Requests that the endpoint refuses later count too.</summary>
    /// <param name="endpoint">The endpoint, which requires a signed-in user.</param>
    /// <param name="kind">The kind of its writes.</param>
    /// <param name="limit">How many an account may write in an hour.</param>
    /// <returns>The endpoint.</returns>
    public static RouteHandlerBuilder RequireQuota(this RouteHandlerBuilder endpoint, string kind, Func<RateLimitOptions, int> limit) =>
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var options = http.RequestServices.GetRequiredService<IOptionsMonitor<RateLimitOptions>>().CurrentValue;
            if (!options.Enabled || http.Features.Get<Caller>() is not { } caller) return await next(context);

            var quotas = http.RequestServices.GetRequiredService<WriteQuotas>();
            if (await quotas.CountAsync(kind, caller.Id, limit(options)) is not { } wait) return await next(context);
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Error.TooManyRequests;
        });
}
