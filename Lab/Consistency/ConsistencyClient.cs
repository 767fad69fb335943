using System.Net;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Consistency;

/// <summary>The API while parts of it are disturbed: what is not answered is sent again, or told.</summary>
internal sealed class ConsistencyClient(Uri target) : IDisposable
{
    private const string IdempotencyKey = "Idempotency-Key";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A write may have to wait until no server relies on what it knew before Redis went away.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new() { BaseAddress = target, Timeout = Longest };
    private long _reads;

    /// <summary>Writes, again and again until it is acknowledged.</summary>
    public async Task<JsonElement> WriteAsync(string method, string path, LabUser? user, string? json, Action<string> unanswered)
    {
        var key = Guid.NewGuid().ToString("N");
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < LongestOutage)
        {
            using var request = LabRequest.New(method, path, user, json);
            if (method == "POST") request.Headers.Add(IdempotencyKey, key);
            string why;
            try
            {
                using var answer = await request.SendToAsync(_http);
                var body = await answer.Content.ReadAsStringAsync();
                why = $"{(int)answer.StatusCode} {body}";
                // Deleted before, by a try that was not answered.
                if (answer.IsSuccessStatusCode || (method == "DELETE" && answer.StatusCode == HttpStatusCode.NotFound)) return body is "" ? default : JsonDocument.Parse(body).RootElement;
                if ((int)answer.StatusCode < 500) throw new LabException($"{method} {path} gave {why}");
            }
            catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException)
            {
                // Whether it was done is unknown.
                why = "no answer";
            }

            unanswered(why);
            await Task.Delay(Pause);
        }

        throw new LabException($"{method} {path} was not answered for {LongestOutage.TotalSeconds:0} s: what has gone wrong stands in the servers' logs.");
    }

    /// <summary>Reads once; with the tag of what the reader has, if he has it still.</summary>
    public async Task<Seen?> ReadAsync(string path, LabUser? user, Seen? before)
    {
        using var request = LabRequest.New("GET", path, user, tag: before?.Tag);
        // Else hardly anything would come from the tiers behind the edge.
        if (Interlocked.Increment(ref _reads) % 2 == 0) request.Headers.CacheControl = new() { NoStore = true };
        try
        {
            using var answer = await request.SendToAsync(_http);
            var timing = answer.Timing();
            if (answer.StatusCode == HttpStatusCode.NotModified) return before! with { Timing = timing, IsPartial = false };
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.OK) return new(JsonDocument.Parse(body).RootElement, answer.Headers.ETag?.ToString(), timing, answer.Headers.Contains("X-Partial"));
            return (int)answer.StatusCode < 500 ? throw new LabException($"GET {path} gave {(int)answer.StatusCode}: {body}") : null;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>An answer.</summary>
internal sealed record Seen(JsonElement Body, string? Tag, string Timing, bool IsPartial)
{
    /// <summary>Which tier gave it.</summary>
    public string Tier => LabRequest.TierOf(Timing);
}
