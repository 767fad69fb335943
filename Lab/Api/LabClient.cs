using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>The API as the set-up uses it: politely, one request after the other.</summary>
internal sealed class LabClient(Uri target, CancellationToken cancellationToken) : IDisposable
{
    public Uri Target => target;

    private readonly HttpClient _http = new() { BaseAddress = target };

    public async Task<JsonElement> SendAsync(string method, string path, LabUser? user = null, string? json = null)
    {
        using var request = LabRequest.New(method, path, user, json);
        try
        {
            using var answer = await request.SendToAsync(_http, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new LabException($"{method} {new Uri(target, path)} gave {(int)answer.StatusCode} in the set-up: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (HttpRequestException away)
        {
            throw new LabException($"Nothing answers at {target} ({away.Message}): start the system with ./run.sh, or name another --target.", away);
        }
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync("GET", path);

    public void Dispose() => _http.Dispose();
}
