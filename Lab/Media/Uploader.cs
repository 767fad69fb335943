using System.Net.Http.Headers;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Media;

/// <summary>A picture that was uploaded.</summary>
internal sealed record Uploaded(string Id, string Path, string Url);

/// <summary>Uploads pictures and reads them. A failed request ends the run.</summary>
internal sealed class Uploader(Uri server, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };

    public async Task<Uploaded> UploadAsync(LabUser user, byte[] picture)
    {
        using var request = LabRequest.New("POST", "/media", user);
        request.Content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        var media = (await ReadAsync(request)).GetProperty("media");
        return new(
            media.GetProperty("id").GetString()!,
            media.GetProperty("path").GetString()!,
            media.GetProperty("url").GetString()!.Split('#')[0]);
    }

    /// <summary>Waits until all variants are made.</summary>
    public async Task ReadyAsync(LabUser user, Uploaded picture)
    {
        while (true)
        {
            using var request = LabRequest.New("GET", "/media?limit=100", user);
            var found = (await ReadAsync(request)).GetProperty("media").EnumerateArray()
                .First(one => one.GetProperty("id").GetString() == picture.Id);
            if (found.GetProperty("state").GetString() is not "processing") return;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public async Task<byte[]> GetAsync(Uri from, string path)
    {
        using var response = await _http.GetAsync(new Uri(from, path), cancellationToken);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw new LabException($"GET {new Uri(from, path)} returned {(int)response.StatusCode}.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> ReadAsync(HttpRequestMessage request)
    {
        using var response = await request.SendToAsync(_http, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(body).RootElement
            : throw new LabException($"{request.Method} {request.RequestUri} returned {(int)response.StatusCode}: {body}");
    }
}
