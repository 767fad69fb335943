using Conduit.Lab.Map.Model;

namespace Conduit.Lab.Map.Figures;

/// <summary>The counters of a server, from its <c>/metrics</c>.</summary>
internal sealed class ServerSource(SystemModel model, IHttpClientFactory clients, TimeProvider time) : ICounterSource
{
    public const string ClientName = "metrics";

    // Prefixes of names in the counters; what follows tells one from another.
    public const string Requests = "requests";
    public const string Errors = "errors";
    public const string Bucket = "bucket ";
    public const string Lookups = "lookups ";
    public const string Hits = "hits ";
    public const string PrimaryReads = "reads primary";
    public const string ReplicaReads = "reads replica";
    public const string Jobs = "jobs";
    public const string FailedJobs = "jobs failed";
    public const string Due = "due ";
    public const string Oldest = "oldest ";
    public const string Paused = "paused";

    // What a tier does not answer on principle says nothing about how often it hits.
    private const string Bypass = "bypass";

    // A store has no metrics, so its figures come from the servers that send requests to it.
    private readonly HashSet<string> _stores =
        [.. model.Parts.Where(part => part.Kind is PartKind.Store).Select(SentTo).OfType<string>()];

    public bool CanRead(Part part) => part.Kind is PartKind.Server;

    public async Task<Counters?> ReadAsync(Part part, CancellationToken cancellationToken)
    {
        if (part.MetricsAddress is not { } address) return null;
        using var http = clients.CreateClient(ClientName);
        // Line by line: as one text, what all servers send in a second would be megabytes.
        await using var stream = await http.GetStreamAsync(new Uri(address, "/metrics"), cancellationToken);
        using var text = new StreamReader(stream);
        var totals = new Dictionary<string, double>();
        await foreach (var series in MetricsText.ReadAsync(text, cancellationToken))
        {
            foreach (var name in NamesOf(series)) totals[name] = totals.GetValueOrDefault(name) + series.Value;
        }

        return new Counters(time.GetUtcNow(), totals);
    }

    private string[] NamesOf(Series series) => series.Name switch
    {
        "http_server_request_duration_seconds_bucket" => [Bucket + series.Label("le")],
        "http_server_request_duration_seconds_count" =>
            series.Label("http_response_status_code").StartsWith('5') ? [Requests, Errors] : [Requests],
        "http_client_request_duration_seconds_count" or "db_client_operation_duration_seconds_count" =>
            [ReceiverOf(series)],
        "http_client_request_duration_seconds_bucket" when ReceiverOf(series) is var store && _stores.Contains(store) =>
            [BucketsOf(store) + series.Label("le")],
        "conduit_cache_lookups_total" => LookupsOf(series.Label("conduit_cache_tier"), series.Label("conduit_cache_outcome")),
        "conduit_db_reads_total" => [series.Label("node").EndsWith("-replica", StringComparison.Ordinal) ? ReplicaReads : PrimaryReads],
        "conduit_jobs_attempts_total" => series.Label("outcome") == "done" ? [Jobs] : [Jobs, FailedJobs],
        "conduit_jobs_depth" => [Due + series.Label("lane")],
        "conduit_jobs_paused" => [Paused],
        "conduit_jobs_oldest_seconds" => [Oldest + series.Label("lane")],
        _ => [],
    };

    /// <summary>The name of what others send to a server: requests, or statements; null while it has no address.</summary>
    public static string? SentTo(Part part) => part.Address is { } address ? SentTo(address.Host, $"{address.Port}") : null;

    /// <summary>The prefix of the buckets of latencies of what is sent to a store.</summary>
    public static string BucketsOf(string store) => $"latency of {store} ";

    private static string ReceiverOf(Series series) => SentTo(series.Label("server_address"), series.Label("server_port"));

    private static string SentTo(string host, string port) => $"sent {(host == "127.0.0.1" ? "localhost" : host)}:{port}";

    private static string[] LookupsOf(string tier, string outcome) => outcome switch
    {
        Bypass => [],
        "hit" => [Lookups + tier, Hits + tier],
        _ => [Lookups + tier],
    };
}

/// <summary>Reads the counters of some kinds of servers.</summary>
internal interface ICounterSource
{
    /// <summary>Whether it reads those of this server.</summary>
    bool CanRead(Part part);

    /// <summary>Reads them; null when the server has none.</summary>
    Task<Counters?> ReadAsync(Part part, CancellationToken cancellationToken);
}
