using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Conduit.Hosting.Postgres;

/// <summary>
/// Checks one node: by a query over a connection that stays open, and by a handshake with the server's listening process, because an open
/// connection works without that process.
/// </summary>
internal sealed class NodeMonitor(ProcessShard shard, PostgresNodeResource node) : IDisposable
{
    /// <summary>How long a check may take. A server that is frozen is replaced after two of them.</summary>
    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(1);

    // The first message of a client that requests TLS; the server answers with one byte. It needs no password and starts no session.
    private static readonly byte[] TlsRequest = [0, 0, 0, 8, 4, 210, 22, 47];

    private NpgsqlConnection? _connection;

    /// <summary>The latest answer; null when the latest check failed.</summary>
    public NodeReport? Report { get; private set; }

    /// <summary>How many checks have failed since the last answer.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether nothing listens at the node's port.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Why the latest check failed.</summary>
    public string Fault { get; private set; } = "not checked yet";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CheckTimeout);
        try
        {
            await GreetAsync(limit.Token);
            _connection ??= await shard.ConnectAsync(node, limit.Token);
            Report = await NodeReport.ReadAsync(_connection, shard.PartnerOf(node).ReplicationName, limit.Token);
            (Failures, IsRefused) = (0, false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Report = null;
            Failures++;
            IsRefused = fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            Fault = limit.IsCancellationRequested ? $"no answer within {CheckTimeout.TotalSeconds} s" : fault.Message;
            Close();
        }
    }

    /// <summary>Does not count the latest failure.</summary>
    public void DisregardFailure() => Failures--;

    public void Dispose() => Close();

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, node.Endpoint.Port, cancellationToken);
        await socket.SendAsync(TlsRequest, cancellationToken);
        if (await socket.ReceiveAsync(new byte[1], cancellationToken) == 0)
            throw new IOException("the server closed the connection");
    }

    // Closing sends a message, which a frozen server does not read, so nothing waits for it.
    private void Close()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
            _ = Task.Run(connection.DisposeAsync);
    }
}
