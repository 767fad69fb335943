using System.Diagnostics;
using System.Globalization;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>How a statement enqueues a job with the change that calls for it. After the commit, ring <see cref="JobNotifier"/>.</summary>
public static class JobSql
{
    /// <summary>The beginning of the insert; what follows selects the payload as jsonb.</summary>
    /// <param name="kind">The job's kind, one of <see cref="JobKinds"/>.</param>
    /// <param name="trace">The place of the parameter that <see cref="WithTrace"/> adds.</param>
    /// <param name="payload">An SQL expression of the payload.</param>
    /// <param name="from">The rest of the select: each of its rows is a job.</param>
    /// <param name="lane">What it waits behind, one of <see cref="JobLane"/>.</param>
    /// <returns>The SQL.</returns>
    public static string Enqueue(string kind, string trace, string payload, string from, short lane = JobLane.Interactive) => string.Create(
        CultureInfo.InvariantCulture, $"insert into jobs (kind, lane, payload, trace_parent) select '{kind}', {lane}, {payload}, {trace} {from}");

    /// <summary>Adds the next value: the trace of this request, in which the job will go on.</summary>
    /// <param name="command">The statement.</param>
    /// <returns>The statement.</returns>
    public static NpgsqlBatchCommand WithTrace(this NpgsqlBatchCommand command) => command.WithText(Activity.Current?.Id);
}
