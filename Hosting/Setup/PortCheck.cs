using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Setup;

/// <summary>Finds out before anything starts that a fixed port is taken, and says which setting changes it.</summary>
public static class PortCheck
{
    private static readonly string[] DashboardAddresses =
        ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
            "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    /// <summary>Stops the AppHost with one line when the port of a setting is taken.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="port">The port; null (any free one) needs no check.</param>
    /// <param name="setting">The setting that holds it.</param>
    /// <example><code>builder.RequireFreePort(5080, "Site:Port");</code></example>
    public static void RequireFreePort(this IDistributedApplicationBuilder builder, int? port, string setting)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ExecutionContext.IsRunMode && port is { } fixedPort && !IsFree(fixedPort))
            throw new DistributedApplicationException(
                $"Port {fixedPort} is in use: set {setting} to another port, or to 0 for any free one.");
    }

    /// <summary>Stops the AppHost with one line when a port of its dashboard, which the launch profile sets, is taken.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <example><code>builder.RequireFreeDashboardPorts();</code></example>
    public static void RequireFreeDashboardPorts(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // tests let the ports be chosen anew
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.GetValue("DcpPublisher:RandomizePorts", false))
            return;

        foreach (var name in DashboardAddresses)
        {
            foreach (var address in (builder.Configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Port > 0 && !IsFree(uri.Port))
                {
                    throw new DistributedApplicationException(
                        $"Port {uri.Port} of the dashboard ({name}) is in use: "
                        + "change it in the launch profile, AppHost/Properties/launchSettings.json.");
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException fault)
        {
            throw new DistributedApplicationException($"Port {port} cannot be opened ({fault.Message}): choose another.");
        }
    }
}
