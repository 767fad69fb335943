using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Conduit.ServiceDefaults;

/// <summary>Takes the client's address, scheme and host from the headers of configured proxies.</summary>
internal static class Proxies
{
    // Set by ASPNETCORE_FORWARDEDHEADERS_ENABLED, as published images have it: the framework then reads the headers itself, with the
    // same options.
    private const string Enabled = "ForwardedHeaders_Enabled";

    private static readonly IPNetwork[] Loopback = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    public static void AddProxies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        // Runs after the framework's own configuration, which clears the known networks and so trusts every sender.
        builder.Services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<ProxyOptions>>(Configure);
    }

    /// <summary>Reads the headers once: header values that remain afterwards come from the client and are not trusted.</summary>
    public static WebApplication UseProxies(this WebApplication app)
    {
        if (!app.Configuration.GetValue<bool>(Enabled)) app.UseForwardedHeaders();
        return app;
    }

    private static void Configure(ForwardedHeadersOptions options, IOptions<ProxyOptions> proxies)
    {
        // X-Forwarded-Prefix is not read: no service here has a path prefix.
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        // Each proxy appends the address of its client. The last address that is not a proxy's own is the client's, for any number of
        // proxies.
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Loopback.Concat(proxies.Value.Networks.Select(text => IPNetwork.Parse(text))))
            options.KnownIPNetworks.Add(network);
    }
}
