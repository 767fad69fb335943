using System.Diagnostics;
using System.Globalization;
using Conduit.Data.Routing;

namespace Conduit.Data.Jobs;

/// <summary>SQL that enqueues a job in the statement of its change: <see cref="Write{T}.NotifiesWorkers"/>.</summary>
public static class JobSql
{
    /// <summary>Returns an insert of jobs, with the parameter <c>@trace</c>.</summary>
    /// <param name="kind">The job's kind, one of <see cref="JobKinds"/>.</param>
    /// <param name="payload">An SQL expression of the payload.</param>
    /// <param name="from">The from clause: each of its rows becomes a job.</param>
    /// <param name="lane">The lane, one of <see cref="JobLane"/>.</param>
    /// <returns>The SQL.</returns>
    public static string Enqueue(string kind, string payload, string from, short lane = JobLane.Interactive) => string.Create(
        CultureInfo.InvariantCulture,
        $"insert into jobs (kind, lane, payload, trace_parent) select '{kind}', {lane}, {payload}, @trace {from}");

    /// <summary>Sets <c>@trace</c>: the trace of this request, which the job continues.</summary>
    /// <param name="command">The statement.</param>
    /// <returns>The statement.</returns>
    public static NamedCommand WithTrace(this NamedCommand command) => command.WithText("trace", Activity.Current?.Id);
}
