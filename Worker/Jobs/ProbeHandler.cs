using System.Globalization;
using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>Does nothing. If the payload names a channel, it notifies that channel how long the job waited.</summary>
internal sealed class ProbeHandler : IJobHandler
{
    private const string AnswerSql = "-- probe answered\nselect pg_notify($1, $2)";

    public string Kind => JobKinds.Probe;

    public async Task HandleAsync(Job job, Database database, CancellationToken cancellationToken)
    {
        if (JobJson.Read<Probe>(job.Payload).Channel is not { } channel) return;
        var waited = (DateTime.UtcNow - job.CreatedAt).TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture);
        await database.ExecuteAsync(new NpgsqlBatchCommand(AnswerSql).With(channel).With(waited), cancellationToken);
    }
}
