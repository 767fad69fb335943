using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Caching;

/// <summary>
/// Buffers a server's response while it may be stored: then it can be compressed, and requested from another server if this one fails.
/// Other responses pass through as they arrive.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="client">The response to the client.</param>
/// <param name="mayStore">Whether the response, whose headers are known, may be stored.</param>
/// <param name="mayDrop">Whether a better response is available than this one, whose headers are known.</param>
/// <param name="maxBytes">How many bytes may be stored.</param>
/// <param name="onPass">Called once it is known that the response is not stored.</param>
internal sealed class CacheCaptureStream(
    HttpContext context,
    IHttpResponseBodyFeature client,
    Func<HttpResponse, bool> mayStore,
    Func<bool> mayDrop,
    int maxBytes,
    Action onPass) : Stream
{
    private MemoryStream? _buffer;
    private State _state;

    private enum State
    {
        Undecided,
        Buffering,
        Passing,
        Dropped,
    }

    /// <summary>Whether another response is sent in place of this one.</summary>
    public bool IsDropped => Decide() == State.Dropped;

    /// <summary>The whole response; null when it was sent to the client.</summary>
    public ReadOnlyMemory<byte>? Body
    {
        get
        {
            if (Decide() != State.Buffering) return null;
            return _buffer is null ? ReadOnlyMemory<byte>.Empty : _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Discards the buffer before another server gets the request.</summary>
    public void Reset()
    {
        if (_state == State.Passing) return;
        _state = State.Undecided;
        _buffer = null;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        switch (Decide())
        {
            case State.Buffering when (_buffer?.Length ?? 0) + buffer.Length <= maxBytes:
                (_buffer ??= new MemoryStream()).Write(buffer.Span);
                break;
            case State.Buffering:
                _state = State.Passing;
                onPass();
                if (_buffer is not null)
                    await client.Stream.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellationToken);
                _buffer = null;
                await client.Stream.WriteAsync(buffer, cancellationToken);
                break;
            case State.Passing:
                await client.Stream.WriteAsync(buffer, cancellationToken);
                break;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Until something is written, the response may still be replaced.
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _state == State.Passing ? client.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private State Decide()
    {
        if (_state != State.Undecided) return _state;
        _state = mayStore(context.Response) ? State.Buffering : mayDrop() ? State.Dropped : State.Passing;
        if (_state != State.Buffering) onPass();
        return _state;
    }
}
