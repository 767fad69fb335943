namespace Conduit.ApiService.Contract;

/// <summary>An answer that some shard is missing from says so.</summary>
internal static class Partial
{
    public const string Header = "X-Partial";

    private static readonly ResponseHeader Described = new(StatusCodes.Status200OK, Header, "The shards that are away, whose part is missing from the answer.");

    /// <summary>Marks an endpoint that may answer in part.</summary>
    public static RouteHandlerBuilder MayBePartial(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Described);

    public static void TellMissing(this HttpContext http, IEnumerable<int> shards)
    {
        var missing = string.Join(", ", shards.Order().Select(shard => $"shard-{shard}"));
        if (missing.Length > 0) http.Response.Headers[Header] = missing;
    }
}
