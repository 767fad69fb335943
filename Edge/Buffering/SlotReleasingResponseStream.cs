using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Buffering;

/// <summary>
/// Buffers a server's response at the server's speed. Event streams pass through as they arrive. So does a response that does not fit into
/// the memory budget for some time, because it is too large or other responses fill the budget. A slow client then occupies the server's
/// slot, so its connection is closed after a short time.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="client">The response to the client.</param>
/// <param name="content">The buffer.</param>
internal sealed class SlotReleasingResponseStream(HttpContext context, IHttpResponseBodyFeature client, BufferedContent content) : Stream
{
    // Longer than the budget's grace period, after which it closes the connections of slow clients. Also the time limit for sending a block
    // that passes through.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private bool _isPassing;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isPassing)
        {
            buffer = IsEventStream ? buffer : await AppendAsync(buffer, cancellationToken);
            if (buffer.IsEmpty) return;
            _isPassing = true;
            await content.SendAsync(PassOnAsync, cancellationToken);
        }

        await PassOnAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _isPassing ? client.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Appends as much as the budget allows.</summary>
    /// <returns>The rest.</returns>
    private async ValueTask<ReadOnlyMemory<byte>> AppendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var before = content.Length;
            var isAppended = content.TryAppend(buffer.Span);
            buffer = buffer[(int)(content.Length - before)..];
            if (isAppended || TimeProvider.System.GetElapsedTime(start) > MaxWait) return buffer;
            await Task.Delay(RetryDelay, cancellationToken);
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
        limit.CancelAfter(MaxWait);
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
