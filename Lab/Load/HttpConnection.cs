using System.Net.Sockets;

namespace Conduit.Lab.Load;

/// <summary>
/// One persistent HTTP/1.1 connection that sends prepared requests. The client runs on the machine of the servers and takes CPU time from
/// them, so it does as little as possible.
/// </summary>
internal sealed class HttpConnection(Uri server) : IDisposable
{
    private readonly ResponseBuffer _response = new();
    private Socket? _socket;

    /// <summary>Sends a request, reads the whole response and returns its status.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var socket = _socket ??= await ConnectAsync(cancellationToken);
        try
        {
            _response.Clear();
            for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken);
            while (!_response.IsComplete)
            {
                var count = await socket.ReceiveAsync(_response.FreeSpace(), SocketFlags.None, cancellationToken);
                if (count == 0) throw new IOException("the server closed the connection");
                _response.Advance(count);
            }

            if (_response.Closes) Close();
            return _response.Status;
        }
        catch
        {
            // The rest of this response must not be read as the next one.
            Close();
            throw;
        }
    }

    /// <summary>The text of the last response's body.</summary>
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
