using System.Net.Sockets;
using System.Text;

namespace Conduit.Tests.Edge;

/// <summary>
/// A client that keeps to no rule: sends these very bytes, and reads what comes until the edge closes or says nothing more.
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
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(silence ?? Silence) is var count and > 0) answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            // it says nothing more, or has hung up
        }

        return answer.ToString();
    }
}
