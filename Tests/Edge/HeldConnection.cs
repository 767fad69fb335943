using System.Net.Sockets;
using System.Text;

namespace Conduit.Tests.Edge;

/// <summary>A connection that sends some bytes and then stays silent until a test uses it.</summary>
internal sealed class HeldConnection : IDisposable
{
    private readonly Socket _socket;

    private HeldConnection(Socket socket) => _socket = socket;

    /// <summary>Whether the edge has closed the connection. Bytes from the edge are read and dropped.</summary>
    public bool IsClosed
    {
        get
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (_socket.Poll(0, SelectMode.SelectRead))
                    if (_socket.Receive(buffer) == 0) return true;
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    public static async Task<HeldConnection> OpenAsync(Uri edge, string bytes)
    {
        // A small window: unread bytes stay in the edge, not in the network.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(edge.Host, edge.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(bytes));
        return new(socket);
    }

    public async Task<string> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        return Encoding.Latin1.GetString(buffer, 0, await _socket.ReceiveAsync(buffer));
    }

    public void Dispose() => _socket.Dispose();
}
