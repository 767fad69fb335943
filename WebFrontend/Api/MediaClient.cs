using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Conduit.WebFrontend.Sessions;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Streams pictures to the media service through the edge, on behalf of the visitor; a failure on the way is a result too. Its HTTP client
/// repeats nothing: a picture that is being uploaded is nowhere as a whole.
/// </summary>
internal sealed partial class MediaClient(
    HttpClient edge, Session session, IHttpContextAccessor context, IOptions<ApiOptions> options, ILogger<MediaClient> logger)
{
    /// <summary>Uploads a picture.</summary>
    /// <param name="picture">Its bytes, as they arrive.</param>
    /// <exception cref="SessionEndedException">The token is no longer valid.</exception>
    public async Task<ApiResult<UploadedPicture>> UploadAsync(Stream picture)
    {
        var visitor = context.HttpContext!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(visitor.RequestAborted);
        timeout.CancelAfter(options.Value.UploadTimeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "media") { Content = new StreamContent(picture) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet);
            request.Headers.Authorization = new AuthenticationHeaderValue("Token", session.Token);
            // Rate limits apply to the visitor, not to this server.
            if (visitor.Connection.RemoteIpAddress is { } address)
                request.Headers.Add(ForwardedHeadersDefaults.XForwardedForHeaderName, address.ToString());
            using var response = await edge.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (response.StatusCode is HttpStatusCode.Unauthorized) throw new SessionEndedException();
            if (!response.IsSuccessStatusCode)
                return new(response.StatusCode, null, await ApiErrors.ReadAsync(response, timeout.Token));
            var uploaded = await response.Content.ReadFromJsonAsync(ContractJson.Default.MediaBody, timeout.Token);
            return new(response.StatusCode, uploaded?.Media, []);
        }
        catch (HttpRequestException e)
            when (e.InnerException is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return new(HttpStatusCode.UnprocessableEntity, null, ["picture is too large"]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            LogFailed(e.Message);
            return new(HttpStatusCode.ServiceUnavailable, null, ApiErrors.Unavailable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Uploading a picture to the media service failed: {Reason}")]
    private partial void LogFailed(string reason);
}
