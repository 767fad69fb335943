namespace Conduit.ApiService.Contract;

/// <summary>The form of every error: under each field what is wrong with it.</summary>
internal sealed record ErrorBody(IReadOnlyDictionary<string, string[]> Errors);

internal static class Failures
{
    private static readonly int[] TransientStatuses = [StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable];

    /// <summary>Declares the error statuses of an endpoint.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<ErrorBody>(status);
        return endpoint;
    }

    /// <summary>Declares the statuses with which every endpoint may refuse a request temporarily.</summary>
    public static RouteGroupBuilder ProducesTransientErrors(this RouteGroupBuilder group)
    {
        foreach (var status in TransientStatuses)
        {
            group.WithMetadata(
                new ProducesResponseTypeMetadata(status, typeof(ErrorBody), ["application/json"]),
                new ResponseHeader(status, "Retry-After", "After how many seconds to try again."));
        }

        return group;
    }
}
