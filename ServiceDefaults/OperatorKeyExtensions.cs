using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Conduit.ServiceDefaults;

/// <summary>Protects admin endpoints by an operator key.</summary>
public static class OperatorKeyExtensions
{
    /// <summary>The header with the key.</summary>
    public const string Header = "X-Conduit-Key";

    /// <summary>Refuses requests without the key with 401.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="key">The key.</param>
    /// <returns>The endpoints.</returns>
    public static RouteGroupBuilder RequireKey(this RouteGroupBuilder endpoints, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return endpoints.AddEndpointFilter(async (context, next) =>
        {
            var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers[Header].ToString()));
            return CryptographicOperations.FixedTimeEquals(given, hash)
                ? await next(context)
                : Results.StatusCode(StatusCodes.Status401Unauthorized);
        });
    }
}
