using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Buffering;

/// <summary>
/// Takes in a server's response at the server's speed. Event streams go to the client as they come, and so does what finds no room in the
/// memory budget for some time: it is larger than the budget, or the responses of other servers fill it. A client that is slow then holds
/// the server's slot, so it is soon cut off.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="client">Where the response goes.</param>
/// <param name="content">What holds it meanwhile.</param>
internal sealed class ServerResponseBuffer(HttpContext context, IHttpResponseBodyFeature client, BufferedContent content) : Stream
{
    // Longer than it takes until the budget closes the connection of a slow client; also how long a client may take for a block when there
    // is no room.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private bool _isPassedOn;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isPassedOn)
        {
            buffer = IsEventStream ? buffer : await AppendAsync(buffer, cancellationToken);
            if (buffer.IsEmpty) return;
            _isPassedOn = true;
            await content.SendAsync(PassOnAsync, cancellationToken);
        }

        await PassOnAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _isPassedOn ? client.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Appends to the content what finds room.</summary>
    /// <returns>The rest.</returns>
    private async ValueTask<ReadOnlyMemory<byte>> AppendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var before = content.Length;
            var isAppended = content.TryAppend(buffer.Span);
            buffer = buffer[(int)(content.Length - before)..];
            if (isAppended || TimeProvider.System.GetElapsedTime(begun) > LongestWait) return buffer;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async ValueTask PassOnAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (IsEventStream)
        {
            await client.Stream.WriteAsync(buffer, cancellationToken);
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            await client.Stream.WriteAsync(buffer, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            context.Abort();
            throw;
        }
    }

    private bool IsEventStream =>
        context.Response.ContentType?.StartsWith(MediaTypeNames.Text.EventStream, StringComparison.OrdinalIgnoreCase) is true;
}
