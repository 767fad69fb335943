using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Auth;

/// <summary>
/// Asks the API whether the session of a verified token still lasts, by the request that any client can send: <c>GET /api/user</c>. The API
/// answers from memory, so an ended session is refused here as soon as it is there.
/// </summary>
internal sealed class SessionCheck(IHttpClientFactory clients, IOptions<TokenOptions> options)
{
    private const string Path = "/api/user";

    /// <summary>Whether it lasts; null when the API does not say so either way.</summary>
    public async Task<bool?> LastsAsync(string token, CancellationToken cancellationToken)
    {
        if (options.Value.Authority.Length == 0) return true;
        try
        {
            using var api = clients.CreateClient(TokenExtensions.ApiClient);
            using var request = new HttpRequestMessage(HttpMethod.Get, Path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
            using var response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
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
