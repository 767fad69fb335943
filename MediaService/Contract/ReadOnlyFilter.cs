using Microsoft.Extensions.Options;

namespace Conduit.MediaService.Contract;

/// <summary>Refuses changes while the service is read-only.</summary>
internal sealed class ReadOnlyFilter(IOptionsMonitor<MediaOptions> options) : IEndpointFilter
{
    private static readonly Error Refusal = Error.Unavailable("media", "is read-only at the moment");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        options.CurrentValue.ReadOnly ? new(Refusal) : next(context);
}

internal static class ReadOnlyExtensions
{
    public static RouteHandlerBuilder RefusedWhenReadOnly(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter<ReadOnlyFilter>();
}
