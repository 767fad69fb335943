namespace Conduit.ApiService.Contract;

/// <summary>An answer that some shard is missing from says so.</summary>
internal static class Partial
{
    public const string Header = "X-Partial";

    public static void TellMissing(this HttpContext http, IEnumerable<int> shards)
    {
        var missing = string.Join(", ", shards.Order().Select(shard => $"shard-{shard}"));
        if (missing.Length > 0) http.Response.Headers[Header] = missing;
    }
}
