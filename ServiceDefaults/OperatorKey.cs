using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Conduit.ServiceDefaults;

/// <summary>Protects admin endpoints by an operator key.</summary>
public static class OperatorKey
{
    /// <summary>The header with the key.</summary>
    public const string Header = "X-Conduit-Key";

    private const string Bearer = "Bearer ";

    /// <summary>Refuses requests without the key with 401.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="key">The key.</param>
    /// <returns>The endpoints.</returns>
    public static RouteGroupBuilder RequireKey(this RouteGroupBuilder endpoints, string key)
    {
        var isSentBy = Check(key);
        return endpoints.AddEndpointFilter(async (context, next) => isSentBy(context.HttpContext.Request)
            ? await next(context)
            : Results.StatusCode(StatusCodes.Status401Unauthorized));
    }

    /// <summary>Returns a check, in constant time, whether a request carries the key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The check.</returns>
    public static Predicate<HttpRequest> Check(string key)
    {
        var hash = Hash(key);
        return request => CryptographicOperations.FixedTimeEquals(Hash(request.Headers[Header].ToString()), hash);
    }

    /// <summary>
    /// As <see cref="Check"/>, and also accepts the key as a bearer token: Prometheus' operator can send no other header.
    /// </summary>
    internal static Predicate<HttpRequest> CheckScrape(string key)
    {
        var (isSentBy, hash) = (Check(key), Hash($"{Bearer}{key}"));
        return request => isSentBy(request)
            || CryptographicOperations.FixedTimeEquals(Hash(request.Headers.Authorization.ToString()), hash);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
