namespace Conduit.ApiService.Contract;

/// <summary>The form of every error, as the API's description shows it.</summary>
internal sealed record ErrorBody(IReadOnlyDictionary<string, string[]> Errors);

internal static class Failures
{
    /// <summary>Says with which statuses an endpoint refuses a request.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<ErrorBody>(status);
        return endpoint;
    }
}
