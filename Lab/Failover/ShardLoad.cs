using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Failover;

/// <summary>The article that the load is about.</summary>
internal sealed record LabArticle(LabUser Author, string Title, string Slug);

/// <summary>
/// Writes to and reads from one shard through the API at a fixed rate, whether or not answers come. Every comment has a key; it is sent
/// again until it is acknowledged.
/// </summary>
internal sealed class ShardLoad(HttpClient http, ShardNodes nodes, LabArticle article, FailoverOptions options)
{
    private const string Prefix = "version ";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // After the end of the run, a write that is not acknowledged yet is sent again for so long.
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(15);

    private readonly RequestLog _writes = new();
    private readonly RequestLog _reads = new();
    private readonly ConcurrentQueue<string> _comments = [];
    private CancellationToken _giveUp;
    private int _next;
    private int _version;
    private int _stale;

    public ShardNodes Nodes => nodes;

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged => _comments.Count + _version;

    /// <summary>Answers with an older state than was acknowledged before they were requested.</summary>
    public int Stale => _stale;

    /// <summary>Runs until the end; ends the run when the API refuses what should succeed.</summary>
    public async Task RunAsync(CancellationTokenSource end)
    {
        using var giveUp = new CancellationTokenSource();
        await using var registration = end.Token.Register(() => giveUp.CancelAfter(EndTimeout));
        _giveUp = giveUp.Token;
        await Task.WhenAll(
            OrEndAsync(PaceAsync(options.WriteRate, CommentAsync, end.Token), end),
            OrEndAsync(PaceAsync(options.ReadRate, ReadAsync, end.Token), end),
            OrEndAsync(UpdateAsync(end.Token), end));
    }

    /// <summary>The longest times without a success since a fault, and the failed requests by what came in place of the answer.</summary>
    public (TimeSpan Writes, TimeSpan Reads, IReadOnlyDictionary<string, int> Failures) Since(long fault) => (
        _writes.LongestOutage(fault),
        _reads.LongestOutage(fault),
        _writes.Failures(fault).Concat(_reads.Failures(fault)).CountBy(failure => failure).ToDictionary());

    /// <summary>How many acknowledged writes the database does not have: comments, and updates after that which it has.</summary>
    public async Task<int> LostAsync()
    {
        await nodes.ServersAsync(replaced: [], CancellationToken.None);
        var found = await nodes.CommentsAsync(article.Title);
        return _comments.Count(comment => !found.Contains(comment))
            + Math.Max(0, _version - VersionIn(await nodes.DescriptionAsync(article.Title)));
    }

    private static int VersionIn(string description) => description.StartsWith(Prefix, StringComparison.Ordinal)
        ? int.Parse(description[Prefix.Length..], CultureInfo.InvariantCulture)
        : 0;

    private static async Task OrEndAsync(Task work, CancellationTokenSource end)
    {
        try
        {
            await work;
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
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
            foreach (var ended in sent.Where(task => task.IsCompleted)) await ended;
            sent.RemoveAll(task => task.IsCompleted);
        }

        await Task.WhenAll(sent);
    }

    private async Task CommentAsync()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _next)}");
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var json = JsonSerializer.Serialize(new { comment = new { body } });
        if (await WriteAsync("POST", $"/api/articles/{article.Slug}/comments", json, key)) _comments.Enqueue(body);
    }

    // One after the other, so that the newest version is known.
    private async Task UpdateAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var version = _version + 1;
            var description = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}");
            var json = JsonSerializer.Serialize(new { article = new { description } });
            if (await WriteAsync("PUT", $"/api/articles/{article.Slug}", json, key: null)) Volatile.Write(ref _version, version);
            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync()
    {
        var known = Volatile.Read(ref _version);
        if (await TryAsync(_reads, "read", "GET", $"/api/articles/{article.Slug}") is not { } body) return;
        using var answer = JsonDocument.Parse(body);
        if (VersionIn(answer.RootElement.GetProperty("article").GetProperty("description").GetString()!) < known)
            Interlocked.Increment(ref _stale);
    }

    /// <summary>Sends a write until it is acknowledged; false when the run has ended before.</summary>
    private async Task<bool> WriteAsync(string method, string path, string json, string? key)
    {
        while (await TryAsync(_writes, "write", method, path, json, key) is null)
        {
            if (_giveUp.IsCancellationRequested) return false;
            await Task.Delay(Pause);
        }

        return true;
    }

    /// <summary>The body of an answer; null when there was none, or an error that may pass.</summary>
    private async Task<string?> TryAsync(
        RequestLog log, string what, string method, string path, string? json = null, string? key = null)
    {
        using var request = LabRequest.New(method, path, method == "GET" ? null : article.Author, json);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await request.SendToAsync(http);
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
            {
                log.AddSuccess();
                return body;
            }

            if (answer.StatusCode < HttpStatusCode.InternalServerError)
                throw new LabException($"{method} {path} was refused with {(int)answer.StatusCode}: {body}");
            log.AddFailure(string.Create(CultureInfo.InvariantCulture, $"{what} {(int)answer.StatusCode}"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            log.AddFailure($"{what} without answer");
        }

        return null;
    }
}
