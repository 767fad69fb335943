using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Failover;

/// <summary>Clients that read the same path again and again, and note when each answer was asked for and came.</summary>
internal sealed class RepeatedReads : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Answer> _answers = [];
    private readonly Visitor[] _readers;
    private readonly Task _work;

    public RepeatedReads(string path, Visitor[] readers)
    {
        _readers = readers;
        _work = Task.WhenAll(readers.Select(reader => Task.Run(() => ReadAsync(reader, path))));
    }

    /// <summary>Whether each reader was answered 404 at least once.</summary>
    public bool AllFoundNothing => Gone.Select(answer => answer.Reader).Distinct().Count() == _readers.Length;

    private IEnumerable<Answer> Gone => _answers.Where(answer => answer.Status == HttpStatusCode.NotFound);

    /// <summary>What was found by those who asked after somebody had been answered that there is nothing.</summary>
    public IReadOnlyList<string> FoundAfterGone()
    {
        var gone = Gone.Min(answer => answer.CameAt);
        return
        [
            .. _answers
                .Where(answer => answer.Status == HttpStatusCode.OK && answer.AskedAt > gone)
                .Select(answer => $"reader {Array.IndexOf(_readers, answer.Reader)}, {Late(gone, answer)} ms after it was gone"),
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
            var askedAt = Stopwatch.GetTimestamp();
            using var response = await reader.Http.GetAsync(new Uri(path, UriKind.Relative), CancellationToken.None);
            _answers.Enqueue(new(reader, response.StatusCode, askedAt, Stopwatch.GetTimestamp()));
            await Task.Delay(Pause);
        }
    }

    private static int Late(long gone, Answer answer) => (int)Stopwatch.GetElapsedTime(gone, answer.AskedAt).TotalMilliseconds;

    private sealed record Answer(Visitor Reader, HttpStatusCode Status, long AskedAt, long CameAt);
}
