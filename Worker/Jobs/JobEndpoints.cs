using System.Globalization;
using System.Text;
using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.ServiceDefaults;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>
/// Admin endpoints of the worker, protected by the operator key of the setting <c>Jobs:Key</c> (AppHost generates one) in the header
/// <see cref="OperatorKeyExtensions.Header"/>. Without that setting they do not exist.
/// </summary>
internal static class JobEndpoints
{
    public static void MapJobs(this WebApplication app)
    {
        if (app.Configuration[$"{JobOptions.Section}:Key"] is not { Length: > 0 } key) return;
        var jobs = app.MapGroup("/jobs").RequireKey(key);
        jobs.MapGet("", TableAsync);
        jobs.MapPost("/pause", (JobSwitch pause) => Switch(pause, true));
        jobs.MapPost("/resume", (JobSwitch pause) => Switch(pause, false));
        jobs.MapPost("/replay", ReplayAsync);
    }

    private static string Switch(JobSwitch pause, bool isPaused)
    {
        pause.IsPaused = isPaused;
        return isPaused ? "This worker leases no more jobs until it is resumed or restarted." : "This worker leases jobs.";
    }

    private static async Task<string> ReplayAsync(Databases databases, CancellationToken cancellationToken)
    {
        var replayed = 0L;
        foreach (var database in databases.All) replayed += await new JobTable(database).ReplayAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{replayed} dead {(replayed == 1 ? "job is" : "jobs are")} queued again.");
    }

    // Markdown, which the dashboard renders.
    private static async Task<string> TableAsync(Databases databases, JobSwitch pause, CancellationToken cancellationToken)
    {
        var table = new StringBuilder();
        if (pause.IsPaused) table.AppendLine("This worker is paused.").AppendLine();
        table
            .AppendLine("| database | kind | lane | jobs | due | leased | next | attempts | last error |")
            .AppendLine("| --- | --- | --- | ---: | ---: | ---: | --- | ---: | --- |");
        foreach (var database in databases.All)
        {
            var queue = new JobTable(database);
            try
            {
                foreach (var line in await queue.LinesAsync(cancellationToken)) AppendQueue(table, line);
                foreach (var line in await queue.DeadLinesAsync(cancellationToken)) AppendDeadLetters(table, line);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                AppendRow(table, database.Name, "", "", "", "", "", "", "", $"does not answer: {e.Message}");
            }
        }

        return table.ToString();
    }

    private static void AppendQueue(StringBuilder table, QueueLine line) => AppendRow(
        table,
        line.Database,
        line.Kind,
        JobLane.Name(line.Lane),
        line.Jobs,
        line.Due,
        line.Leased,
        $"{line.Next:u}",
        line.Attempts,
        line.LastError ?? "");

    private static void AppendDeadLetters(StringBuilder table, DeadLetterSummary line) =>
        AppendRow(table, line.Database, line.Kind, "dead", line.Jobs, "", "", $"{line.Last:u}", "", line.LastError ?? "");

    private static void AppendRow(StringBuilder table, params object[] cells)
    {
        foreach (var cell in cells)
        {
            var text = Convert.ToString(cell, CultureInfo.InvariantCulture)!.ReplaceLineEndings(" ");
            table.Append("| ").Append(text.Replace("|", "\\|", StringComparison.Ordinal)).Append(' ');
        }

        table.AppendLine("|");
    }
}
