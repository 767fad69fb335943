using System.Net.Mime;
using Conduit.Edge.Balancing;
using Conduit.Edge.Discovery;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Instrumentation.Http;
using Yarp.ReverseProxy.ServiceDiscovery;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Conduit.Edge;

/// <summary>YARP with its routes, clusters and health checks from the section <c>ReverseProxy</c>.</summary>
internal static class Proxy
{
    // A server on the same network answers a connect at once or not at all.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    public static void AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<EdgeOptions>().BindConfiguration(EdgeOptions.Section)
            .RejectRenamed(
                EdgeOptions.Section,
                ("ServerRequests", nameof(EdgeOptions.MaxConcurrentRequests)),
                ("ServerQueue", nameof(EdgeOptions.QueueLimit)),
                ("QueuePatience", nameof(EdgeOptions.QueueTimeout)),
                ("StaleIfDown", nameof(EdgeOptions.StaleIfError)))
            .ValidateDataAnnotations()
            .Validate(
                edge => BalancingPolicies.Names.Contains(edge.Balancing),
                $"Edge__Balancing must be one of {string.Join(", ", BalancingPolicies.Names)}.")
            .Validate(edge => edge.StaleIfError.Pages >= TimeSpan.Zero, "Edge__StaleIfError__Pages must be a time span from 00:00:00 on.")
            .Validate(edge => edge.StaleIfError.Api >= TimeSpan.Zero, "Edge__StaleIfError__Api must be a time span from 00:00:00 on.")
            .Validate(edge => edge.Cdn.MaxAge >= TimeSpan.Zero, "Edge__Cdn__MaxAge must be a time span from 00:00:00 on.")
            .Validate(
                edge => edge.Cdn.PurgeUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
                "Edge__Cdn__PurgeUrl must be an address that begins with http:// or https://.")
            .ValidateOnStart();
        builder.Services.Configure<KestrelServerOptions>(builder.Configuration.GetSection("Kestrel"));
        builder.Services.AddSingleton<IDestinationResolver, DiscoveredDestinations>();
        // YARP requires data protection, but the edge stores no protected data.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<BalancingPolicies>()
            .AddTransforms(AddPeerKey)
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = ConnectTimeout);

        // Traces of one health check per second and server would hide those of real requests.
        builder.Services.Configure<HttpClientTraceInstrumentationOptions>(options =>
            options.FilterHttpRequestMessage = request => !IsHealthCheck(request));
    }

    private static bool IsHealthCheck(HttpRequestMessage request) =>
        request.RequestUri?.AbsolutePath?.StartsWith("/health", StringComparison.Ordinal) is true;

    // Servers recognize the edge by its key. Requests for the edge's own admin endpoints are not forwarded, so they never get the key.
    private static void AddPeerKey(TransformBuilderContext transforms)
    {
        var key = transforms.Services.GetRequiredService<PeerKey>().Value;
        transforms.AddRequestTransform(request =>
        {
            var headers = request.ProxyRequest.Headers;
            headers.Remove(OperatorKey.Header);
            if (key is not null && headers.Contains(Surrogate.CapabilityHeader))
                headers.TryAddWithoutValidation(OperatorKey.Header, key);
            return ValueTask.CompletedTask;
        });
    }

    public static void MapProxy(this WebApplication app)
    {
        // The media service learns from the worker, not from clients, which pictures are used.
        app.Map("/media/uses/{**reference}", () => Results.Text(
            """{"errors":{"path":["not found"]}}""", MediaTypeNames.Application.Json, statusCode: StatusCodes.Status404NotFound));
        app.MapReverseProxy(proxy => proxy.UseBalancing());
    }
}
