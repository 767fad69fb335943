using System.Globalization;
using Conduit.Data;
using Conduit.Data.Jobs;

namespace Conduit.Worker.Jobs;

/// <summary>Does nothing. If the payload names a channel, it notifies that channel how long the job waited.</summary>
internal sealed class ProbeHandler : IJobHandler
{
    public string Kind => JobKinds.Probe;

    public async Task HandleAsync(Job job, Database database, CancellationToken cancellationToken)
    {
        if (JobJson.Read<Probe>(job.Payload).Channel is not { } channel) return;
        var waited = (DateTime.UtcNow - job.CreatedAt).TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture);
        await using var command = database.Primary.CreateCommand("-- probe answered\nselect pg_notify($1, $2)");
        command.Parameters.Add(new() { Value = channel });
        command.Parameters.Add(new() { Value = waited });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
