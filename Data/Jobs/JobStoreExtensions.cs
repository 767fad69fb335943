using System.Diagnostics;
using System.Text.Json;

namespace Conduit.Data.Jobs;

/// <summary>How a change calls for a job.</summary>
public static class JobStoreExtensions
{
    /// <summary>Adds a job to what the next SaveChanges writes. After it, ring <see cref="JobBell"/>.</summary>
    public static void Enqueue<T>(this IJobStore store, string kind, T payload) => store.Jobs.Add(new Job
    {
        Kind = kind,
        Payload = JsonSerializer.Serialize(payload, JobJson.Options),
        TraceParent = Activity.Current?.Id,
    });
}
