using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Idempotency;

internal static class RequestKeyEndpoints
{
    private static readonly RequestHeader Description = new(
        RequestKeys.Header,
        RequestKeys.MaxLength,
        "Makes a request safe to send again: within a day, requests of a sender with the same key are carried out once.");

    /// <summary>Marks an endpoint that reads the idempotency key of its requests.</summary>
    public static RouteHandlerBuilder TakesKey(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Description);
}
