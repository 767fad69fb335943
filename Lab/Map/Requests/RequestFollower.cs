using System.Diagnostics;
using OpenTelemetry;

namespace Conduit.Lab.Map.Requests;

/// <summary>Sends one request with a trace of its own, and reads the spans of the trace.</summary>
internal sealed class RequestFollower(SiteClient site, TraceReader traces)
{
    // Servers export their spans once a second; jobs that a request causes begin a moment later.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(600);
    private const int Attempts = 20;
    private const int UnchangedAttempts = 4;

    /// <summary>Executes an action, and follows its requests.</summary>
    public Task<FollowedRequest> FollowAsync(UserAction action, CancellationToken cancellationToken) => FollowAsync(
        action.Label,
        async parent =>
        {
            var result = await site.DoAsync(action, parent, cancellationToken);
            return result.Status;
        },
        cancellationToken);

    /// <summary>Sends a GET request to a path.</summary>
    public Task<FollowedRequest> FollowAsync(string path, CancellationToken cancellationToken) => FollowAsync(
        $"GET {path}",
        async parent =>
        {
            using var response = await site.GetAsync(path, parent, cancellationToken);
            return (int)response.StatusCode;
        },
        cancellationToken);

    private async Task<FollowedRequest> FollowAsync(string label, Func<string, Task<int>> send, CancellationToken cancellationToken)
    {
        // The lab's own requests are no part of what a reader looks for.
        using var suppression = SuppressInstrumentationScope.Begin();
        await site.PrepareAsync(cancellationToken);
        var (trace, span) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        var start = Stopwatch.GetTimestamp();
        var status = await send(TraceParent.Of(trace, span, isSampled: true));
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (!traces.HasDashboard)
            return new(label, status, time, null, [], "The dashboard is off, so nothing records traces.");

        var id = trace.ToHexString();
        var (spans, problem) = await ReadAsync(id, cancellationToken);
        return new(label, status, time, traces.PageOf(id), spans, problem);
    }

    private async Task<(IReadOnlyList<Span> Spans, string? Problem)> ReadAsync(string trace, CancellationToken cancellationToken)
    {
        IReadOnlyList<Span> spans = [];
        for (var (attempt, unchanged) = (0, 0); attempt < Attempts && unchanged < UnchangedAttempts; attempt++)
        {
            await Task.Delay(Interval, cancellationToken);
            try
            {
                var now = await traces.ReadAsync(trace, cancellationToken);
                unchanged = now.Count > 0 && now.Count == spans.Count ? unchanged + 1 : 0;
                spans = now;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                return (spans, $"The dashboard does not return the trace: {fault.Message}");
            }
        }

        return (spans, spans.Count == 0 ? "The dashboard has no span of this trace yet: open it there in a moment." : null);
    }
}
