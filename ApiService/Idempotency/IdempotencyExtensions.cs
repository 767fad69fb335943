using Conduit.ApiService.Contract;
using Conduit.Data.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Idempotency;

internal static class IdempotencyExtensions
{
    private static readonly RequestHeader Description = new(
        IdempotencyKeyFilter.Header,
        IdempotencyKeyFilter.MaxLength,
        "Makes a request safe to repeat: requests of a user with the same key are executed once within a day.");

    private static readonly Error KeyReused = Error.Invalid(IdempotencyKeyFilter.Header, "was used for another request");

    public static void AddIdempotency(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<IdempotencyOptions>().BindConfiguration(IdempotencyOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IdempotencyOptions>, IdempotencyOptions.Validation>();
    }

    /// <summary>Reads the idempotency key of an endpoint's requests.</summary>
    public static RouteHandlerBuilder AcceptsIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(Description)
        .AddEndpointFilter<IdempotencyKeyFilter>();

    /// <summary>Returns the idempotency key of the request; null when it has none.</summary>
    public static IdempotencyKey? IdempotencyKey(this HttpContext http) => http.Features.Get<IdempotencyKey>();

    /// <summary>Returns the response for a result: an error if it has no value or its key belongs to another request.</summary>
    public static Results<TOk, Error> ToResponse<T, TOk>(this IdempotentResult<T> result, Func<T, TOk> toResponse, Error missing)
        where TOk : IResult =>
        result.IsKeyReused ? KeyReused
        : result.Value is { } value ? toResponse(value)
        : missing;
}
