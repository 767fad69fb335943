using System.Net.Sockets;
using System.Text;

namespace Conduit.Tests.Edge;

/// <summary>
/// A client that follows no protocol: it sends these bytes and reads until the edge closes the connection or stays silent.
/// </summary>
internal static class RawClient
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    public static async Task<string> SendAsync(Uri edge, string bytes, TimeSpan? silence = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(edge.Host, edge.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        var answer = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(silence ?? Silence) is var count and > 0)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            // The edge stays silent or has closed the connection.
        }

        return answer.ToString();
    }
}
