using System.Diagnostics;
using System.Globalization;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Data.Jobs;

/// <summary>SQL that enqueues a job in the statement of its change. Call <see cref="JobNotifier"/> after the commit.</summary>
public static class JobSql
{
    /// <summary>Returns an insert of jobs.</summary>
    /// <param name="kind">The job's kind, one of <see cref="JobKinds"/>.</param>
    /// <param name="trace">The placeholder of the parameter that <see cref="WithTrace"/> adds.</param>
    /// <param name="payload">An SQL expression of the payload.</param>
    /// <param name="from">The from clause: each of its rows becomes a job.</param>
    /// <param name="lane">The lane, one of <see cref="JobLane"/>.</param>
    /// <returns>The SQL.</returns>
    public static string Enqueue(string kind, string trace, string payload, string from, short lane = JobLane.Interactive) => string.Create(
        CultureInfo.InvariantCulture,
        $"insert into jobs (kind, lane, payload, trace_parent) select '{kind}', {lane}, {payload}, {trace} {from}");

    /// <summary>Adds the next value: the trace of this request, which the job continues.</summary>
    /// <param name="command">The statement.</param>
    /// <returns>The statement.</returns>
    public static NpgsqlBatchCommand WithTrace(this NpgsqlBatchCommand command) => command.WithText(Activity.Current?.Id);
}
