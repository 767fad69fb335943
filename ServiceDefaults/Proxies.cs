using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>Who asks, and how he reached us, is known to the proxy in front.</summary>
internal static class Proxies
{
    // ASPNETCORE_FORWARDEDHEADERS_ENABLED, which a published picture has: the framework then reads the headers by itself, whoever the proxy is.
    private const string Enabled = "ForwardedHeaders_Enabled";

    // Not the prefix of paths: no server here is below one.
    public static void AddProxies(this IHostApplicationBuilder builder) =>
        builder.Services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);

    /// <summary>Reads what proxies on this machine say; once in all, for what is left after that is what the client made up.</summary>
    public static WebApplication UseProxies(this WebApplication app)
    {
        if (!app.Configuration.GetValue<bool>(Enabled)) app.UseForwardedHeaders();
        return app;
    }
}
