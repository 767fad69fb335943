using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>Clients that read the same path again and again, and note when each request was sent and its response received.</summary>
internal sealed class RepeatedReads : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Response> _responses = [];
    private readonly Visitor[] _readers;
    private readonly Task _work;

    public RepeatedReads(string path, Visitor[] readers)
    {
        _readers = readers;
        _work = Task.WhenAll(readers.Select(reader => Task.Run(() => ReadAsync(reader, path))));
    }

    /// <summary>Whether each reader has received 404 at least once.</summary>
    public bool AllFoundNothing => Gone.Select(response => response.Reader).Distinct().Count() == _readers.Length;

    private IEnumerable<Response> Gone => _responses.Where(response => response.Status == HttpStatusCode.NotFound);

    /// <summary>The responses to requests that were sent after the first 404 was received, and still found something.</summary>
    public IReadOnlyList<string> FoundAfterGone()
    {
        var gone = Gone.Min(response => response.ReceivedAt);
        return
        [
            .. _responses
                .Where(response => response.Status == HttpStatusCode.OK && response.SentAt > gone)
                .Select(response => $"reader {Array.IndexOf(_readers, response.Reader)}, {Late(gone, response)} ms after it was gone"),
        ];
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

    private async Task ReadAsync(Visitor reader, string path)
    {
        while (!_stop.IsCancellationRequested)
        {
            var sentAt = Stopwatch.GetTimestamp();
            using var message = await reader.Http.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);
            _responses.Enqueue(new(reader, message.StatusCode, sentAt, Stopwatch.GetTimestamp()));
            await Task.Delay(Pause);
        }
    }

    private static int Late(long gone, Response response) => (int)Stopwatch.GetElapsedTime(gone, response.SentAt).TotalMilliseconds;

    private sealed record Response(Visitor Reader, HttpStatusCode Status, long SentAt, long ReceivedAt);
}
