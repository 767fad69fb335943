using Microsoft.AspNetCore.Http.Features;

namespace Conduit.Edge.Caching;

/// <summary>
/// Holds back what a server answers for as long as it may be kept: then it can be compressed, and sent again by another server should this one die on the way. What may not be
/// kept goes to the client as it comes.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="client">Where the answer goes.</param>
/// <param name="mayKeep">Whether the answer, whose headers are there, may be kept.</param>
/// <param name="mayDrop">Whether something better is at hand than the answer, whose headers are there.</param>
/// <param name="most">How many bytes may be kept.</param>
/// <param name="pass">Called when it is known that the answer is not kept.</param>
internal sealed class AnswerCapture(HttpContext context, IHttpResponseBodyFeature client, Func<HttpResponse, bool> mayKeep, Func<bool> mayDrop, int most, Action pass) : Stream
{
    private MemoryStream? _kept;
    private State _state;

    private enum State
    {
        Undecided,
        Kept,
        Passed,
        Dropped,
    }

    /// <summary>Whether something better is to be sent than the answer.</summary>
    public bool IsDropped => Decide() == State.Dropped;

    /// <summary>The whole answer; null when it has gone to the client.</summary>
    public ReadOnlyMemory<byte>? Body
    {
        get
        {
            if (Decide() != State.Kept) return null;
            return _kept is null ? ReadOnlyMemory<byte>.Empty : _kept.GetBuffer().AsMemory(0, (int)_kept.Length);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Another server begins anew.</summary>
    public void Forget()
    {
        if (_state == State.Passed) return;
        _state = State.Undecided;
        _kept = null;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        switch (Decide())
        {
            case State.Kept when (_kept?.Length ?? 0) + buffer.Length <= most:
                (_kept ??= new MemoryStream()).Write(buffer.Span);
                break;
            case State.Kept:
                _state = State.Passed;
                pass();
                if (_kept is not null) await client.Stream.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellationToken);
                _kept = null;
                await client.Stream.WriteAsync(buffer, cancellationToken);
                break;
            case State.Passed:
                await client.Stream.WriteAsync(buffer, cancellationToken);
                break;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Before anything of it is written, an answer may still become another.
    public override Task FlushAsync(CancellationToken cancellationToken) => _state == State.Passed ? client.Stream.FlushAsync(cancellationToken) : Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private State Decide()
    {
        if (_state != State.Undecided) return _state;
        _state = mayKeep(context.Response) ? State.Kept : mayDrop() ? State.Dropped : State.Passed;
        if (_state != State.Kept) pass();
        return _state;
    }
}
