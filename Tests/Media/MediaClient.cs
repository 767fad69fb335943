using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Conduit.Tests.Media;

/// <summary>A client of a media service, signed in by a token.</summary>
internal sealed class MediaClient : IDisposable
{
    public MediaClient(HttpClient http, string? token = null)
    {
        Http = http;
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
    }

    public HttpClient Http { get; }

    /// <summary>Uploads a picture and returns the response's body.</summary>
    public async Task<JsonElement> UploadAsync(byte[] picture, HttpStatusCode expected = HttpStatusCode.Created, string? key = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "file", "holiday.png" } };
        return await SendAsync(HttpMethod.Post, "/media", form, expected, key);
    }

    /// <summary>Uploads a picture as the body itself.</summary>
    public Task<JsonElement> UploadRawAsync(byte[] picture, string contentType, HttpStatusCode expected = HttpStatusCode.Created)
    {
        var content = new ByteArrayContent(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return SendAsync(HttpMethod.Post, "/media", content, expected, key: null);
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK, null);

    public async Task<JsonElement> SendAsync(
        HttpMethod method, string path, HttpContent? content, HttpStatusCode expected, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path} gave {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The states of the caller's pictures, by id.</summary>
    public async Task<string?> StateAsync(string id) => (await GetAsync("/media?limit=100")).GetProperty("media").EnumerateArray()
        .FirstOrDefault(one => one.GetProperty("id").GetString() == id) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("state").GetString()
            : null;

    public void Dispose() => Http.Dispose();
}
