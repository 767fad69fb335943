using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>Users who comment on an article and read it, through the edge, while something happens to its database.</summary>
internal sealed class ServiceLoad(ConduitApplication application, Visitor author, string slug) : IAsyncDisposable
{
    private const int Writers = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private readonly ConcurrentQueue<string> _refused = [];
    private readonly ConcurrentQueue<string> _failedReads = [];
    private Task _work = Task.CompletedTask;
    private int _next;

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Writes that were not answered with success.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    public IReadOnlyCollection<string> FailedReads => _failedReads;

    /// <summary>Begins; each write has a key, or none.</summary>
    public void Start(bool hasKeys) => _work = Task.WhenAll(
        Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(hasKeys))).Append(Task.Run(ReadAsync)));

    public async Task AcknowledgesAsync(int count, CancellationToken cancellationToken)
    {
        var enough = _acknowledged.Count + count;
        while (_acknowledged.Count < enough)
            await Task.Delay(20, cancellationToken);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WriteAsync(bool hasKeys)
    {
        using var http = new HttpClient { BaseAddress = application.App.GetEndpoint("edge", "http") };
        while (!_stop.IsCancellationRequested)
        {
            var body = string.Create(CultureInfo.InvariantCulture, $"Comment {Interlocked.Increment(ref _next)}");
            var key = Guid.NewGuid().ToString("N");
            var begun = Stopwatch.GetTimestamp();
            while (await SendAsync(http, body, hasKeys ? key : null) is { } refusal)
            {
                // With a key the same request may be sent again.
                if (hasKeys && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20)) continue;
                _refused.Enqueue(refusal);
                break;
            }
        }
    }

    private async Task<string?> SendAsync(HttpClient http, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/articles/{slug}/comments")
        {
            Content = JsonContent.Create(new { comment = new { body } }),
            Headers = { { "Authorization", $"Token {author.Token}" } },
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.Created)
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        _acknowledged.Enqueue(body);
        return null;
    }

    private async Task ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = application.App.GetEndpoint("edge", "http") };
        while (!_stop.IsCancellationRequested)
        {
            foreach (var path in new[] { $"/api/articles/{slug}", "/api/articles" })
            {
                using var response = await http.GetAsync(path);
                if (response.StatusCode != HttpStatusCode.OK) _failedReads.Enqueue($"{path} {(int)response.StatusCode}");
            }
        }
    }
}
