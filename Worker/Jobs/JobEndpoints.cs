using System.Globalization;
using System.Text;
using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.ServiceDefaults;
using Npgsql;

namespace Conduit.Worker.Jobs;

/// <summary>
/// What whoever runs the worker can tell it and ask it, with the key of the setting <c>Jobs:Key</c> (AppHost draws one) as the header <see cref="OperatorKey.Header"/>. Without that
/// setting there is nothing here.
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
        return isPaused ? "This worker takes no more jobs until it is resumed or restarted." : "This worker takes jobs.";
    }

    private static async Task<string> ReplayAsync(Databases databases, JobNotifier bell, CancellationToken cancel)
    {
        var replayed = 0L;
        foreach (var database in databases.All)
        {
            replayed += await new JobTable(database).ReplayAsync(cancel);
            bell.Ring(database.Primary);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{replayed} dead {(replayed == 1 ? "job is" : "jobs are")} tried again.");
    }

    // Markdown, which the dashboard shows as it is meant.
    private static async Task<string> TableAsync(Databases databases, JobSwitch pause, CancellationToken cancel)
    {
        var table = new StringBuilder();
        if (pause.IsPaused) table.AppendLine("This worker is paused.").AppendLine();
        table.AppendLine("| database | kind | lane | jobs | due | taken | next | tries | last error |").AppendLine("| --- | --- | --- | ---: | ---: | ---: | --- | ---: | --- |");
        foreach (var database in databases.All)
        {
            var queue = new JobTable(database);
            try
            {
                foreach (var line in await queue.LinesAsync(cancel))
                    Row(table, line.Database, line.Kind, JobLane.Name(line.Lane), line.Jobs, line.Due, line.Taken, $"{line.Next:u}", line.Attempts, line.LastError ?? "");
                foreach (var line in await queue.DeadLinesAsync(cancel))
                    Row(table, line.Database, line.Kind, "dead", line.Jobs, "", "", $"{line.Last:u}", "", line.LastError ?? "");
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                Row(table, database.Name, "", "", "", "", "", "", "", $"does not answer: {e.Message}");
            }
        }

        return table.ToString();
    }

    private static void Row(StringBuilder table, params object[] cells)
    {
        foreach (var cell in cells)
            table.Append("| ").Append(Convert.ToString(cell, CultureInfo.InvariantCulture)!.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)).Append(' ');
        table.AppendLine("|");
    }
}
