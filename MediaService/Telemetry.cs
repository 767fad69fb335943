using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conduit.MediaService.Jobs;

namespace Conduit.MediaService;

internal static class Telemetry
{
    private const string Name = "Conduit.Media";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<long> Uploads = Meter.CreateHistogram<long>(
        "conduit.media.upload.size", "By", "The sizes of uploads, by type.");

    private static readonly Counter<long> Made = Meter.CreateCounter<long>(
        "conduit.media.variants", "{variant}", "Variants that were made, by cause: job or request.");

    /// <summary>Continues the trace of the request that enqueued the job.</summary>
    public static Activity? StartJob(Job job)
    {
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent);
        Activity.Current = null;
        return Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, parent)?
            .SetTag("messaging.system", "postgresql")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", "media")
            .SetTag("messaging.message.id", job.Id)
            .SetTag("conduit.job.kind", job.Kind);
    }

    public static void RecordUpload(long size, string type) => Uploads.Record(size, new KeyValuePair<string, object?>("media.type", type));

    public static void CountMade(string cause) => Made.Add(1, new KeyValuePair<string, object?>("conduit.media.cause", cause));
}
