namespace Conduit.ApiService.Contract;

/// <summary>The form of every error: messages by field.</summary>
internal sealed record ErrorBody(IReadOnlyDictionary<string, string[]> Errors);

internal static class Failures
{
    private const string RetryAfter = "The number of seconds after which to retry.";

    private static readonly string[] Json = ["application/json"];

    private static readonly int[] TransientStatuses = [StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable];

    /// <summary>Declares error statuses of an endpoint or group.</summary>
    public static TBuilder ProducesErrors<TBuilder>(this TBuilder endpoints, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata([.. statuses.Select(status => new ProducesResponseTypeMetadata(status, typeof(ErrorBody), Json))]);

    /// <summary>Declares the statuses with which every endpoint may refuse a request temporarily.</summary>
    public static RouteGroupBuilder ProducesTransientErrors(this RouteGroupBuilder group) => group
        .ProducesErrors(TransientStatuses)
        .WithMetadata([.. TransientStatuses.Select(status => new ResponseHeader(status, "Retry-After", RetryAfter))]);
}
