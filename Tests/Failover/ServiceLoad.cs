using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>Users who comment on an article and read it, through the edge, while something happens to its database.</summary>
internal sealed class ServiceLoad(ConduitApplication application, Visitor author, string slug) : BackgroundLoad<string>
{
    private const int Writers = 3;

    private readonly ConcurrentQueue<string> _refused = [];
    private int _next;

    /// <summary>Writes that were not answered with success.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <summary>Begins; each write has a key, or none.</summary>
    public void Start(bool hasKeys) => Start(Writers, () => WriteAsync(hasKeys), ReadAsync);

    private async Task WriteAsync(bool hasKeys)
    {
        using var http = new HttpClient { BaseAddress = application.App.GetEndpoint("edge", "http") };
        while (!IsStopping)
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
        Acknowledge(body);
        return null;
    }

    private async Task ReadAsync()
    {
        using var http = new HttpClient { BaseAddress = application.App.GetEndpoint("edge", "http") };
        while (!IsStopping)
        {
            foreach (var path in new[] { $"/api/articles/{slug}", "/api/articles" })
            {
                using var response = await http.GetAsync(path);
                if (response.StatusCode != HttpStatusCode.OK) AddFailedRead($"{path} {(int)response.StatusCode}");
            }
        }
    }
}
