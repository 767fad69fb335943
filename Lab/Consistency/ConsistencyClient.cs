using System.Net;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>A client of the API while faults are injected. Writes are retried until they are acknowledged; reads are sent once.</summary>
internal sealed class ConsistencyClient(Uri target) : IDisposable
{
    private const string IdempotencyKey = "Idempotency-Key";
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // During an outage of Redis, a write may have to wait until the leases of all followers have ended.
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxOutage = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = target, Timeout = RequestTimeout };
    private long _reads;

    /// <summary>Sends a write until it is acknowledged.</summary>
    public async Task<JsonElement> WriteAsync(string method, string path, LabUser? user, string? json, Action<string> onFailure)
    {
        var (status, body) = await SendAsync(method, path, user, json, onFailure);
        // A 404 means that an earlier attempt without a response has deleted it.
        if ((int)status is >= 200 and < 300 || (method == "DELETE" && status == HttpStatusCode.NotFound))
            return body is "" ? default : JsonDocument.Parse(body).RootElement;
        throw new LabException($"{method} {path} returned {(int)status} {body}");
    }

    /// <summary>Whether an article exists: changes it, so the primary answers and no cache.</summary>
    public async Task<bool> ExistsAsync(string path, LabUser user, Action<string> onFailure)
    {
        var json = JsonSerializer.Serialize(new { article = new { description = "found" } });
        return (await SendAsync("PUT", path, user, json, onFailure)).Status != HttpStatusCode.NotFound;
    }

    /// <summary>Reads once, conditionally when there is an earlier response; null when the read failed.</summary>
    public async Task<ViewResponse?> ReadAsync(string path, LabUser? user, ViewResponse? before)
    {
        using var request = LabRequest.New("GET", path, user, tag: before?.Tag);
        // Without this, few responses would come from the tiers behind the edge.
        if (Interlocked.Increment(ref _reads) % 2 == 0) request.Headers.CacheControl = new() { NoStore = true };
        try
        {
            using var response = await request.SendToAsync(_http);
            var (status, headers, timing) = (response.StatusCode, response.Headers, response.Timing());
            if (status == HttpStatusCode.NotModified) return before! with { Timing = timing, IsPartial = false };
            var body = await response.Content.ReadAsStringAsync();
            if (status == HttpStatusCode.OK)
                return new(JsonDocument.Parse(body).RootElement, headers.ETag?.ToString(), timing, headers.Contains("X-Partial"));
            return (int)status < 500 ? throw new LabException($"GET {path} returned {(int)status}: {body}") : null;
        }
        catch (Exception e) when (IsOutage(e))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    // Until there is a response that is no failure of a server.
    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string method, string path, LabUser? user, string? json, Action<string> onFailure)
    {
        var idempotencyKey = Guid.NewGuid().ToString("N");
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < MaxOutage)
        {
            using var request = LabRequest.New(method, path, user, json);
            if (method == "POST") request.Headers.Add(IdempotencyKey, idempotencyKey);
            string failure;
            try
            {
                using var response = await request.SendToAsync(_http);
                var body = await response.Content.ReadAsStringAsync();
                if ((int)response.StatusCode < 500) return (response.StatusCode, body);
                failure = $"{(int)response.StatusCode} {body}";
            }
            catch (Exception e) when (IsOutage(e))
            {
                // The write may or may not have been carried out.
                failure = "no response";
            }

            onFailure(failure);
            await Task.Delay(RetryDelay);
        }

        throw new LabException($"{method} {path} failed for {MaxOutage.TotalSeconds:0} s: the servers' logs show the reason.");
    }

    private static bool IsOutage(Exception e) => e is HttpRequestException or IOException or TaskCanceledException;
}

/// <summary>The response to the request of a view.</summary>
internal sealed record ViewResponse(JsonElement Body, string? Tag, string Timing, bool IsPartial)
{
    /// <summary>The cache tier or database that the response came from.</summary>
    public string Tier => LabRequest.TierOf(Timing);
}
