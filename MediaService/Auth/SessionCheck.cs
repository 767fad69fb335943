using System.Net;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Auth;

/// <summary>
/// Asks the API whether the session of a verified token still lasts, by the request that any client can send: <c>GET /api/user</c>. The API
/// answers from memory, so an ended session is refused here as soon as it is there.
/// </summary>
internal sealed class SessionCheck(Func<ApiClient> api, IOptions<TokenOptions> options)
{
    private const string Path = "/api/user";

    /// <summary>Whether it lasts; null when the API does not say so either way.</summary>
    public async Task<bool?> LastsAsync(string token, CancellationToken cancellationToken)
    {
        if (options.Value.Authority.Length == 0) return true;
        try
        {
            using var response = await api().GetAsync(Path, token, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => true,
                HttpStatusCode.Unauthorized => false,
                _ => null,
            };
        }
        catch (Exception e) when (TokenExtensions.IsApiUnavailable(e, cancellationToken))
        {
            return null;
        }
    }
}
