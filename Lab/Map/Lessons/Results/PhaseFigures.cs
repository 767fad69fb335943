using Conduit.Lab.Map.History;

namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>What was measured in a phase.</summary>
/// <param name="Name">The phase.</param>
/// <param name="AllRequests">Requests a second at the entry, also those of the check beside the load.</param>
/// <param name="Figures">The figures at the entry, of caches and of databases.</param>
/// <param name="Servers">Requests a second of the servers of the lesson's group.</param>
/// <param name="Failed">Requests of the client that failed, in percent; null: no client counted.</param>
/// <param name="Longest">The longest request in milliseconds; null: no client measured.</param>
/// <param name="Checked">Responses that were compared with the acknowledged writes.</param>
/// <param name="Stale">How many of them were stale.</param>
/// <param name="Lost">Acknowledged writes that were not found afterwards.</param>
internal sealed record PhaseFigures(
    string Name,
    double AllRequests,
    FigureSample Figures,
    IReadOnlyDictionary<string, double> Servers,
    double? Failed,
    double? Longest,
    long? Checked,
    long? Stale,
    long? Lost);

/// <summary>A figure of phases: a row of the result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit; empty: a plain number.</param>
/// <param name="Value">Reads it; null: not known.</param>
/// <param name="IsTotal">Whether the phases are added, and not compared.</param>
internal sealed record LessonFigure(string Name, string Unit, Func<PhaseFigures, double?> Value, bool IsTotal = false)
{
    public static readonly LessonFigure Requests = new("requests", "/s", phase => phase.Figures.Requests);
    public static readonly LessonFigure P50 = new("p50", "ms", phase => phase.Figures.P50);
    public static readonly LessonFigure P99 = new("p99", "ms", phase => phase.Figures.P99);
    public static readonly LessonFigure P999 = new("p99.9", "ms", phase => phase.Figures.P999);
    public static readonly LessonFigure Longest = new("longest request", "ms", phase => phase.Longest);
    public static readonly LessonFigure Errors = new("errors", "/s", phase => phase.Figures.Errors);
    public static readonly LessonFigure Failed = new("failed requests", "%", phase => phase.Failed);
    public static readonly LessonFigure EdgeHits = new("hits of the edge", "%", phase => phase.Figures.Hits.GetValueOrDefault("edge"));
    public static readonly LessonFigure Reads = new("database reads", "/s", phase => phase.Figures.Reads);
    public static readonly LessonFigure ReadsPerRequest = new("database reads per request", "", phase =>
        phase.AllRequests > 0 ? phase.Figures.Reads / phase.AllRequests : null);
    public static readonly LessonFigure PrimaryReads = new("reads of primaries", "/s", phase => phase.Figures.PrimaryReads);
    public static readonly LessonFigure ReplicaReads = new("reads of replicas", "/s", phase => phase.Figures.ReplicaReads);
    public static readonly LessonFigure Lag = new("replica lag", "ms", phase => phase.Figures.Lag);
    public static readonly LessonFigure Due = new("jobs due at the end", "", phase => phase.Figures.Due);
    public static readonly LessonFigure Checked = new("responses checked", "", phase => phase.Checked);
    public static readonly LessonFigure Stale = new("stale responses", "", phase => phase.Stale, IsTotal: true);
    public static readonly LessonFigure Lost = new("acknowledged writes lost", "", phase => phase.Lost, IsTotal: true);

    /// <summary>Those of every lesson, in the order of rows.</summary>
    public static IReadOnlyList<LessonFigure> All { get; } =
    [
        Requests, P50, P99, P999, Longest, Errors, Failed, EdgeHits, Reads, PrimaryReads, ReplicaReads, Lag, Due, Checked, Stale,
        Lost,
    ];

    /// <summary>The share of the group's requests that a server gets.</summary>
    public static LessonFigure ShareOf(string server) => new($"requests to {server}", "%", phase =>
        phase.Servers.Values.Sum() is > 0 and var all ? 100 * phase.Servers.GetValueOrDefault(server) / all : null);

    /// <summary>A value as text, with its unit.</summary>
    public string Write(double? value) => value is { } number
        ? $"{LessonNumber.Write(number)}{(Unit is "/s" or "" ? Unit : $" {Unit}")}"
        : LessonNumber.None;
}
