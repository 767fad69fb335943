using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>A client of the API for the set-up. A failed request ends the run.</summary>
internal sealed class LabClient(Uri target, CancellationToken cancellationToken) : IDisposable
{
    public Uri Target => target;

    private readonly HttpClient _http = new() { BaseAddress = target };

    public async Task<JsonElement> SendAsync(string method, string path, LabUser? user = null, string? json = null)
    {
        using var request = LabRequest.New(method, path, user, json);
        try
        {
            using var response = await request.SendToAsync(_http, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new LabException($"{method} {new Uri(target, path)} returned {(int)response.StatusCode} in the set-up: {body}");
            }

            return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (HttpRequestException cause)
        {
            throw new LabException(
                $"No server responds at {target} ({cause.Message}). Start the system with ./run.sh, or give another --target.", cause);
        }
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync("GET", path);

    public void Dispose() => _http.Dispose();
}
