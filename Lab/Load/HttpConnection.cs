using System.Net.Sockets;

namespace Conduit.Lab.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends requests made beforehand. Its cost comes off what both sides can do on this machine, so it
/// is as small as it can be.
/// </summary>
internal sealed class HttpConnection(Uri server) : IDisposable
{
    private readonly ResponseBuffer _response = new();
    private Socket? _socket;

    /// <summary>Sends a request, reads the whole answer and gives its status.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var socket = _socket ??= await ConnectAsync(cancellationToken);
        try
        {
            _response.Clear();
            for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken);
            while (!_response.IsWhole)
            {
                var count = await socket.ReceiveAsync(_response.Free(), SocketFlags.None, cancellationToken);
                if (count == 0) throw new IOException("the server closed the connection");
                _response.Take(count);
            }

            if (_response.Closes) Close();
            return _response.Status;
        }
        catch
        {
            // what is left of its answer must not be taken for the next one's
            Close();
            throw;
        }
    }

    /// <summary>The text of the last answer's body.</summary>
    public string Body() => _response.Body();

    public void Dispose() => Close();

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
