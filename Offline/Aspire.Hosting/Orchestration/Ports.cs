using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Orchestration;

/// <summary>Free ports of this machine's loopback.</summary>
internal static class Ports
{
    // Below the range from which the system takes ports for outgoing connections.
    private const int First = 10000;
    private const int Last = 32767;

    private static readonly Lock Choosing = new();
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Choosing)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last + 1);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }
    }

    public static bool IsFree(int port) => CanBind(IPAddress.Loopback, port) && CanBind(IPAddress.IPv6Loopback, port);

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
