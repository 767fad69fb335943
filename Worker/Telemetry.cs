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
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("conduit.jobs.duration", "s", "How long a job took.");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("conduit.jobs.wait", "s", "How long a job waited for its first try.");
    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>("conduit.jobs.tries", "{job}", "Jobs that were tried, by what became of them: done, failed, dead.");
    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("conduit.feeds.deliveries", "{feed}", "Feeds that were told of an article.");

    /// <summary>Jobs taken at once: a span of its own, with a link to the trace of each.</summary>
    public static Activity? StartBatch(List<Job> jobs, string database)
    {
        var links = jobs.Select(job => ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var context) ? context : default)
            .Where(context => context != default).Distinct().Select(context => new ActivityLink(context)).ToList();
        // Without a request behind any of them it would say nothing.
        if (links.Count == 0) return null;
        var batch = Source.StartActivity($"receive {database}", ActivityKind.Consumer, default(ActivityContext), links: links);
        batch?.SetTag("messaging.system", "postgresql").SetTag("messaging.operation.type", "receive").SetTag("messaging.destination.name", database)
            .SetTag("messaging.batch.message_count", jobs.Count);
        return batch;
    }

    /// <summary>Goes on with the trace of the request that called for the job.</summary>
    public static Activity? StartJob(Job job, string database)
    {
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent);
        var batch = Activity.Current?.Context;
        Activity.Current = null;
        var activity = Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, parent, links: batch is { } of ? [new(of)] : null);
        activity?.SetTag("messaging.system", "postgresql").SetTag("messaging.operation.type", "process").SetTag("messaging.destination.name", database)
            .SetTag("messaging.message.id", job.Id).SetTag("conduit.job.kind", job.Kind).SetTag("conduit.job.attempt", job.Attempts);
        return activity;
    }

    public static void Count(Job job, string outcome, long begun)
    {
        KeyValuePair<string, object?> kind = new("kind", job.Kind);
        KeyValuePair<string, object?> became = new("outcome", outcome);
        Jobs.Add(1, kind, became);
        Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, kind, became);
        if (job.Attempts == 1) Wait.Record((DateTime.UtcNow - job.CreatedAt).TotalSeconds, kind);
    }

    public static void CountDeliveries(long feeds) => Deliveries.Add(feeds);

    /// <summary>Shows how long the queues are.</summary>
    public static void Watch(Func<IEnumerable<LaneDepth>> lanes)
    {
        Meter.CreateObservableGauge("conduit.jobs.depth", () => lanes().Select(lane => new Measurement<long>(lane.Depth, Of(lane))), "{job}", "Jobs that are due.");
        Meter.CreateObservableGauge("conduit.jobs.oldest", () => lanes().Select(lane => new Measurement<double>(lane.Oldest.TotalSeconds, Of(lane))), "s", "For how long the oldest job that is due has been.");
    }

    private static KeyValuePair<string, object?>[] Of(LaneDepth lane) => [new("database", lane.Database), new("lane", lane.Lane)];
}
