using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Conduit.ServiceDefaults;

/// <summary>Doors for whoever runs a service, which open to a key alone.</summary>
public static class OperatorKey
{
    /// <summary>The header with the key.</summary>
    public const string Header = "X-Conduit-Key";

    /// <summary>Opens these endpoints only to who has the key.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="key">The key.</param>
    /// <returns>The endpoints.</returns>
    public static RouteGroupBuilder RequireKey(this RouteGroupBuilder endpoints, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return endpoints.AddEndpointFilter(async (context, next) =>
        {
            var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers[Header].ToString()));
            return CryptographicOperations.FixedTimeEquals(given, hash) ? await next(context) : Results.StatusCode(StatusCodes.Status401Unauthorized);
        });
    }
}
