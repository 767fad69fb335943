using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Conduit.WebFrontend.Hosting;

internal static class HostingExtensions
{
    public static void AddHosting(this WebApplicationBuilder builder)
    {
        // Also when started from its output folder, under whatever environment name.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.Configure<KestrelServerOptions>(builder.Configuration.GetSection("Kestrel"));
    }
}
