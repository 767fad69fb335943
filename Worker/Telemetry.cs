using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conduit.Data.Jobs;
using Conduit.Worker.Jobs;

namespace Conduit.Worker;

internal static class Telemetry
{
    private const string Name = "Conduit.Worker";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "conduit.jobs.duration", "s", "How long an attempt of a job took.");

    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>(
        "conduit.jobs.wait", "s", "How long a job waited for its first attempt.");

    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>(
        "conduit.jobs.attempts", "{job}", "Attempts of jobs, by outcome: done, failed, dead.");

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "conduit.feeds.deliveries", "{feed}", "Feeds that an article was delivered to.");

    /// <summary>Starts the span of a batch of leased jobs, with a link to the trace of each.</summary>
    public static Activity? StartBatch(List<Job> jobs, string database)
    {
        var links = jobs
            .Select(job => ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default)
            .Distinct()
            .Select(context => new ActivityLink(context))
            .ToList();
        // A batch without any request would only add noise.
        if (links.Count == 0) return null;
        var batch = Source.StartActivity($"receive {database}", ActivityKind.Consumer, default(ActivityContext), links: links);
        batch?
            .SetTag("messaging.system", "postgresql")
            .SetTag("messaging.operation.type", "receive")
            .SetTag("messaging.destination.name", database)
            .SetTag("messaging.batch.message_count", jobs.Count);
        return batch;
    }

    /// <summary>Continues the trace of the request that enqueued the job.</summary>
    public static Activity? StartJob(Job job, string database)
    {
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent);
        var batch = Activity.Current?.Context;
        Activity.Current = null;
        ActivityLink[]? links = batch is { } context ? [new(context)] : null;
        var activity = Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, parent, links: links);
        activity?
            .SetTag("messaging.system", "postgresql")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", database)
            .SetTag("messaging.message.id", job.Id)
            .SetTag("conduit.job.kind", job.Kind)
            .SetTag("conduit.job.attempt", job.Attempts);
        return activity;
    }

    public static void Count(Job job, string outcome, long start)
    {
        KeyValuePair<string, object?> kind = new("kind", job.Kind);
        KeyValuePair<string, object?> result = new("outcome", outcome);
        Jobs.Add(1, kind, result);
        Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, kind, result);
        if (job.Attempts == 1) Wait.Record((DateTime.UtcNow - job.CreatedAt).TotalSeconds, kind);
    }

    public static void CountDeliveries(long feeds) => Deliveries.Add(feeds);

    /// <summary>Reports how long the queues are.</summary>
    public static void ObserveQueues(Func<IEnumerable<LaneDepth>> lanes)
    {
        Meter.CreateObservableGauge(
            "conduit.jobs.depth",
            () => lanes().Select(lane => new Measurement<long>(lane.Depth, Of(lane))),
            "{job}",
            "Jobs that are due.");
        Meter.CreateObservableGauge(
            "conduit.jobs.oldest",
            () => lanes().Select(lane => new Measurement<double>(lane.Oldest.TotalSeconds, Of(lane))),
            "s",
            "For how long the oldest due job has been due.");
    }

    /// <summary>Reports whether this worker is paused.</summary>
    public static void ObservePause(JobSwitch pause) => Meter.CreateObservableGauge(
        "conduit.jobs.paused", () => pause.IsPaused ? 1 : 0, description: "Whether this worker leases no jobs: 0 or 1.");

    private static KeyValuePair<string, object?>[] Of(LaneDepth lane) => [new("database", lane.Database), new("lane", lane.Lane)];
}
