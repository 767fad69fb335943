using System.Net.Http.Headers;

namespace Conduit.MediaService.Auth;

/// <summary>
/// Sends requests to any API server that answers. Service discovery offers each in turn, spare ones that do not run among them, so one that
/// cannot be reached is passed over at once.
/// </summary>
internal sealed class ApiClient(HttpClient http)
{
    // More than there are servers that may be away, and few enough to give up quickly when all are.
    private const int MaxAttempts = 20;

    /// <summary>Requests a path, as the owner of a token if one is given.</summary>
    /// <exception cref="HttpRequestException">No server can be reached.</exception>
    /// <exception cref="OperationCanceledException">The server took too long, or the caller's client is gone.</exception>
    public async Task<HttpResponseMessage> GetAsync(string path, string? token, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
            try
            {
                return await http.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException) when (attempt < MaxAttempts)
            {
                // The next attempt goes to another server.
            }
        }
    }
}
