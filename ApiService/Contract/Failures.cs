namespace Conduit.ApiService.Contract;

/// <summary>The form of every error: under each field what is wrong with it.</summary>
internal sealed record ErrorBody(IReadOnlyDictionary<string, string[]> Errors);

internal static class Failures
{
    private static readonly int[] Passing = [StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable];

    /// <summary>Says with which statuses an endpoint refuses a request.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<ErrorBody>(status);
        return endpoint;
    }

    /// <summary>Says with which statuses every endpoint may refuse a request for a while.</summary>
    public static RouteGroupBuilder ProducesTransientErrors(this RouteGroupBuilder group)
    {
        foreach (var status in Passing)
        {
            group.WithMetadata(
                new ProducesResponseTypeMetadata(status, typeof(ErrorBody), ["application/json"]),
                new ResponseHeader(status, "Retry-After", "After how many seconds to try again."));
        }

        return group;
    }
}
