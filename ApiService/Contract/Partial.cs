namespace Conduit.ApiService.Contract;

/// <summary>The header of responses from which the data of some shards is missing.</summary>
internal static class Partial
{
    public const string Header = "X-Partial";

    private static readonly ResponseHeader Description = new(
        StatusCodes.Status200OK, Header, "The shards that are unavailable and missing from the response.");

    /// <summary>Marks an endpoint whose responses may be partial.</summary>
    public static RouteHandlerBuilder MayBePartial(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Description);

    public static void SetMissingShards(this HttpContext http, IEnumerable<int> shards)
    {
        var missing = string.Join(", ", shards.Order().Select(shard => $"shard-{shard}"));
        if (missing.Length > 0) http.Response.Headers[Header] = missing;
    }
}
