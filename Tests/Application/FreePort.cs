using System.Net;
using System.Net.Sockets;

namespace Conduit.Tests.Application;

/// <summary>Ports on which no process listens.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
