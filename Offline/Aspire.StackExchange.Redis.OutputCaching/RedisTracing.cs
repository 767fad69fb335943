using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Aspire.StackExchange.Redis;

/// <summary>Makes a span of each command that an activity sent, from what the client's profiler tells some time later.</summary>
internal sealed class RedisTracing : BackgroundService
{
    public const string Source = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private static readonly ActivitySource Spans = new(Source);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<ActivitySpanId, (Activity Parent, ProfilingSession Session)> _sessions = [];

    public void Watch(IConnectionMultiplexer redis) => redis.RegisterProfiler(Session);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Report();
        }
    }

    private ProfilingSession? Session() => Activity.Current is { Recorded: true } activity
        ? _sessions.GetOrAdd(activity.SpanId, static (_, parent) => (parent, new ProfilingSession()), activity).Session
        : null;

    // Once the activity is over: until then commands of its own may be under way.
    private void Report()
    {
        foreach (var (span, (parent, session)) in _sessions)
        {
            if (!parent.IsStopped || !_sessions.TryRemove(span, out _)) continue;
            foreach (var command in session.FinishProfiling()) Report(command, parent.Context);
        }
    }

    private static void Report(IProfiledCommand command, ActivityContext parent)
    {
        using var activity = Spans.StartActivity(ActivityKind.Client, parent, startTime: command.CommandCreated, name: command.Command);
        activity?.SetTag("db.system.name", "redis");
        activity?.SetTag("db.system", "redis");
        activity?.SetTag("db.operation.name", command.Command);
        activity?.SetTag("db.namespace", command.Db);
        activity?.SetTag("server.address", command.EndPoint?.ToString());
        activity?.SetEndTime(command.CommandCreated + command.ElapsedTime);
    }
}
