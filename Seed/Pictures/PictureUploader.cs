using System.Net.Http.Headers;
using System.Text.Json;

namespace Conduit.Seed.Pictures;

/// <summary>
/// Uploads pictures as the one seeded user whose password is known, as any client does. A key makes each picture one however often the
/// seeding runs.
/// </summary>
internal sealed class PictureUploader(HttpClient http)
{
    public const string Client = "edge";

    /// <summary>Signs in, and makes sure that the media service runs.</summary>
    /// <exception cref="HttpRequestException">The API or the media service does not answer.</exception>
    public async Task SignInAsync(CancellationToken cancellationToken)
    {
        using var document = await http.GetAsync("media/openapi.json", cancellationToken);
        document.EnsureSuccessStatusCode();
        var credentials = new { user = new { email = JohnDoe.Email, password = JohnDoe.Password } };
        using var response = await http.PostAsJsonAsync("api/users/login", credentials, cancellationToken);
        var token = (await ReadAsync(response, cancellationToken)).GetProperty("user").GetProperty("token").GetString();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
    }

    /// <summary>Uploads a picture and returns its address, with size and colour.</summary>
    /// <exception cref="HttpRequestException">The media service does not answer or refuses it.</exception>
    public async Task<string> UploadAsync(byte[] picture, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "media") { Content = new ByteArrayContent(picture) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request, cancellationToken);
        return (await ReadAsync(response, cancellationToken)).GetProperty("media").GetProperty("url").GetString()!;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
