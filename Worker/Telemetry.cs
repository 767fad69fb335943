using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conduit.Data.Jobs;

namespace Conduit.Worker;

internal static class Telemetry
{
    private const string Name = "Conduit.Worker";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("conduit.job.duration", "s", "How long a job took.");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram<double>("conduit.job.wait", "s", "How long a job waited for its first try.");

    /// <summary>Goes on with the trace of the request that called for the job.</summary>
    public static Activity? StartJob(Job job, string database)
    {
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, parent);
        activity?.SetTag("conduit.job.id", job.Id);
        activity?.SetTag("conduit.job.kind", job.Kind);
        activity?.SetTag("conduit.job.attempt", job.Attempts);
        activity?.SetTag("conduit.database", database);
        return activity;
    }

    public static void Count(Job job, string outcome, long begun)
    {
        Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new("kind", job.Kind), new("outcome", outcome));
        if (job.Attempts == 1) Wait.Record((DateTime.UtcNow - job.CreatedAt).TotalSeconds, new KeyValuePair<string, object?>("kind", job.Kind));
    }
}
