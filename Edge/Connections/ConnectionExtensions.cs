using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Connections;

/// <summary>Limits the number of a client's connections and their minimum data rates.</summary>
internal static class ConnectionExtensions
{
    private static readonly TimeSpan ResponseGracePeriod = TimeSpan.FromSeconds(5);

    public static void AddConnectionLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ConnectionLimiter>().AddSingleton<EventStreamLimiter>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<EdgeOptions>, ConnectionLimiter>((kestrel, edge, limiter) =>
            kestrel.ConfigureEndpointDefaults(endpoint => Limit(endpoint, edge.Value, limiter)));
    }

    // Applied per endpoint: Kestrel's options are created before the settings are validated.
    private static void Limit(ListenOptions endpoint, EdgeOptions edge, ConnectionLimiter limiter)
    {
        var limits = endpoint.KestrelServerOptions.Limits;
        limits.MinRequestBodyDataRate = new(edge.MinRequestBytesPerSecond, edge.RequestBodyGracePeriod);
        limits.MinResponseDataRate = new(edge.MinResponseBytesPerSecond, ResponseGracePeriod);
        endpoint.Use(next => connection => limiter.LimitAsync(connection, next));
    }

    /// <summary>Comes first, so that a connection with a request in progress does not count as idle.</summary>
    public static void UseConnectionLimits(this WebApplication app)
    {
        var peerKey = app.Services.GetRequiredService<PeerKey>();
        app.Use(async (context, next) =>
        {
            var items = context.Features.Get<IConnectionItemsFeature>()?.Items;
            if (items?.TryGetValue(ClientConnection.Key, out var item) is not true || item is not ClientConnection client)
            {
                await next(context);
                return;
            }

            if (peerKey.IsSentBy(context.Request)) client.Exempt();
            client.BeginRequest();
            try
            {
                await next(context);
            }
            finally
            {
                client.EndRequest();
            }
        });
    }
}
