using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Failover;

/// <summary>
/// Writes to and reads from one shard through the API at a fixed rate, whether or not answers come. Every comment has a key; it is sent
/// again until it is acknowledged.
/// </summary>
internal sealed class ShardLoad(HttpClient http, LabUser author, string slug, FailoverOptions options)
{
    private const string Prefix = "version ";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<(long Time, bool Succeeded)> _writes = [];
    private readonly ConcurrentQueue<(long Time, bool Succeeded)> _reads = [];
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private readonly ConcurrentDictionary<string, int> _failures = [];
    private int _next;
    private int _version;
    private int _stale;

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Answers with an older state than was acknowledged before they were requested.</summary>
    public int Stale => _stale;

    /// <summary>Failed requests, by what came in place of the answer.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    public Task RunAsync(CancellationToken end) => Task.WhenAll(
        PaceAsync(options.WriteRate, CommentAsync, end), PaceAsync(options.ReadRate, ReadAsync, end), UpdateAsync(end));

    /// <summary>The longest time without an acknowledged write, and without an answered read, since a fault.</summary>
    public (TimeSpan Writes, TimeSpan Reads, int FailedReads) OutageSince(long fault) =>
        (Longest(_writes, fault), Longest(_reads, fault), _reads.Count(read => read.Time > fault && !read.Succeeded));

    private static TimeSpan Longest(IEnumerable<(long Time, bool Succeeded)> requests, long from)
    {
        var (last, longest) = (from, TimeSpan.Zero);
        foreach (var time in requests.Where(request => request.Succeeded && request.Time > from).Select(request => request.Time).Order())
        {
            var gap = Stopwatch.GetElapsedTime(last, time);
            (last, longest) = (time, gap > longest ? gap : longest);
        }

        return longest;
    }

    private static async Task PaceAsync(int rate, Func<Task> send, CancellationToken end)
    {
        var begun = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        for (var number = 0; !end.IsCancellationRequested; number++)
        {
            var left = TimeSpan.FromSeconds((double)number / rate) - Stopwatch.GetElapsedTime(begun);
            if (left > TimeSpan.Zero) await Task.Delay(left, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sent.Add(send());
            sent.RemoveAll(task => task.IsCompletedSuccessfully);
        }

        await Task.WhenAll(sent);
    }

    private async Task CommentAsync()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _next)}");
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var json = JsonSerializer.Serialize(new { comment = new { body } });
        while (!await TryAsync(_writes, "write", "POST", $"/api/articles/{slug}/comments", json, key)) await Task.Delay(Pause);
        _acknowledged.Enqueue(body);
    }

    // One after the other, so that the newest version is known.
    private async Task UpdateAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var version = _version + 1;
            var description = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}");
            var json = JsonSerializer.Serialize(new { article = new { description } });
            while (!await TryAsync(_writes, "write", "PUT", $"/api/articles/{slug}", json, key: null))
                await Task.Delay(Pause, CancellationToken.None);
            Volatile.Write(ref _version, version);
            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync()
    {
        var known = Volatile.Read(ref _version);
        await TryAsync(_reads, "read", "GET", $"/api/articles/{slug}", json: null, key: null, body =>
        {
            using var answer = JsonDocument.Parse(body);
            var description = answer.RootElement.GetProperty("article").GetProperty("description").GetString()!;
            var shown = description.StartsWith(Prefix, StringComparison.Ordinal)
                ? int.Parse(description[Prefix.Length..], CultureInfo.InvariantCulture)
                : 0;
            if (shown < known) Interlocked.Increment(ref _stale);
        });
    }

    private async Task<bool> TryAsync(
        ConcurrentQueue<(long Time, bool Succeeded)> requests,
        string what,
        string method,
        string path,
        string? json,
        string? key,
        Action<string>? check = null)
    {
        using var request = LabRequest.New(method, path, method == "GET" ? null : author, json);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        string failure;
        try
        {
            using var answer = await request.SendToAsync(http);
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                check?.Invoke(body);
                requests.Enqueue((Stopwatch.GetTimestamp(), true));
                return true;
            }

            failure = string.Create(CultureInfo.InvariantCulture, $"{what}: {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            failure = $"{what}: no answer";
        }

        requests.Enqueue((Stopwatch.GetTimestamp(), false));
        _failures.AddOrUpdate(failure, 1, (_, count) => count + 1);
        return false;
    }
}
