using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Conduit.Lab.Api;

/// <summary>The API as the set-up uses it: politely, one request after the other.</summary>
internal sealed class LabClient(Uri target, CancellationToken cancel) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = target };

    public async Task<JsonElement> SendAsync(string method, string path, LabUser? user = null, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        if (user is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Token", user.Token);
        try
        {
            using var answer = await _http.SendAsync(request, cancel);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) throw RateLimits.Met();
            if (!answer.IsSuccessStatusCode)
                throw new LabException($"{method} {new Uri(target, path)} gave {(int)answer.StatusCode} in the set-up: {await answer.Content.ReadAsStringAsync(cancel)}");
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        }
        catch (HttpRequestException away)
        {
            throw new LabException($"Nothing answers at {target} ({away.Message}): start the system with ./run.sh, or name another --target.", away);
        }
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync("GET", path);

    public void Dispose() => _http.Dispose();
}
