using System.Net;
using System.Net.Sockets;

namespace Conduit.Lab;

/// <summary>Finds a free port for a program that cannot choose one itself.</summary>
internal static class LabPort
{
    public static Uri Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}");
    }
}
